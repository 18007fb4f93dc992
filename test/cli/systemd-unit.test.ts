import { expect, test } from "vitest";
import { systemdUnit } from "../../src/cli/render/systemd-unit.ts";
import { Place } from "./legate-process.ts";

test("--print-unit prints a whole unit for this state directory, says how to install it, and nothing else", async () => {
  using place = new Place();
  const { code, stdout, stderr } = await place.here(["up", "--print-unit"], {
    env: { LEGATE_CONFIG: "/etc/legate config.yaml" },
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const lines = stdout.trimEnd().split("\n");
  expect(lines.filter((line) => !/^(#.*|\[\w+\]|[A-Z]\w*=.+|)$/.test(line))).toEqual([]);
  expect(lines).toEqual(
    expect.arrayContaining(["[Unit]", "[Service]", "[Install]", "WantedBy=default.target"]),
  );
  expect(stdout).toContain(`"up" "--foreground" "--state-dir" "${place.state}"`);
  expect(stdout).toContain('Environment="LEGATE_CONFIG=/etc/legate config.yaml"');
  expect(stdout).toMatch(/^# .*systemctl --user enable --now legate$/m);
});

test("paths are written so that systemd reads them as they are", () => {
  const [line] = systemdUnit({
    node: "/usr/bin/node",
    program: "/opt/a b/legate.js",
    stateDir: '/home/x/50%/$HOME/"q"\\z',
    config: undefined,
  }).filter((one) => one.startsWith("ExecStart="));
  expect(line).toBe(
    String.raw`ExecStart="/usr/bin/node" "/opt/a b/legate.js" "up" "--foreground" "--state-dir" "/home/x/50%%/$$HOME/\"q\"\\z"`,
  );
});

test("--foreground and --print-unit together are bad input", async () => {
  using place = new Place();
  const { code, stderr } = await place.here(["up", "--foreground", "--print-unit"]);
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining("contradict") });
});
