import { readFileSync } from "node:fs";
import type { SandboxGap } from "../../ports/sandbox.ts";

/** Kernel settings that forbid the namespaces bubblewrap needs, with the value that does. */
const SETTINGS = [
  { name: "kernel.unprivileged_userns_clone", forbids: "0", allow: "1" },
  { name: "kernel.apparmor_restrict_unprivileged_userns", forbids: "1", allow: "0" },
  { name: "user.max_user_namespaces", forbids: "0", allow: "15000" },
] as const;

/**
 * Why bubblewrap could not build a sandbox here, and the command that fixes it. `said` is its own
 * message; `readSetting` answers with the value of a kernel setting, if this kernel has it.
 */
export function gapFrom(
  said: string,
  readSetting: (name: string) => string | undefined = readSysctl,
): SandboxGap {
  const setting = SETTINGS.find(({ name, forbids }) => readSetting(name) === forbids);
  if (setting !== undefined) {
    const line = `${setting.name}=${setting.allow}`;
    return {
      missing: `user namespaces: this kernel restricts them (${setting.name} is ${setting.forbids})`,
      fix: `sudo sysctl -w ${line}  (to keep it: echo ${line} | sudo tee /etc/sysctl.d/60-legate.conf)`,
    };
  }
  if (/No space left on device/i.test(said)) {
    return {
      missing: `namespaces: this user has used up what the kernel allows (${said})`,
      fix: "sudo sysctl -w user.max_user_namespaces=15000 user.max_mnt_namespaces=15000 user.max_pid_namespaces=15000",
    };
  }
  if (/namespace|uid map|gid map|Operation not permitted|Permission denied/i.test(said)) {
    return {
      missing: `namespaces: ${said}`,
      fix: "inside a container, start it with: docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined",
    };
  }
  return {
    missing: `a working bubblewrap: ${said || "it said nothing"}`,
    fix: "bwrap --unshare-all --ro-bind / / true  (shows the cause)",
  };
}

function readSysctl(name: string): string | undefined {
  try {
    return readFileSync(`/proc/sys/${name.replaceAll(".", "/")}`, "utf8").trim();
  } catch {
    return undefined;
  }
}
