export interface UnitOptions {
  /** Absolute paths of Node and of the program's entry file. */
  readonly node: string;
  readonly program: string;
  readonly stateDir: string;
  /** `$LEGATE_CONFIG`, when it is set. */
  readonly config: string | undefined;
}

/** A user unit of systemd that runs the driver from login (or boot) on, with how to install it. */
export function systemdUnit({ node, program, stateDir, config }: UnitOptions): string[] {
  const command = [node, program, "up", "--foreground", "--state-dir", stateDir];
  return [
    "# Keeps a Legate driver alive for this user, also after a restart of the machine.",
    "#",
    "# Install it:",
    "#   mkdir -p ~/.config/systemd/user",
    "#   legate up --print-unit > ~/.config/systemd/user/legate.service",
    "#   systemctl --user daemon-reload",
    "#   systemctl --user enable --now legate",
    "#   loginctl enable-linger     # also while you are not logged in",
    "#",
    "# Keys of models: lines such as OPENAI_API_KEY=… in ~/.config/legate/driver.env (chmod 600).",
    "# What it does: journalctl --user -u legate, and legate status.",
    "# After an update of Legate or Node: print it again, then systemctl --user restart legate.",
    "",
    "[Unit]",
    "Description=Legate driver",
    "",
    "[Service]",
    "Type=exec",
    `ExecStart=${command.map(quoted).join(" ")}`,
    ...(config === undefined ? [] : [`Environment=${quoted(`LEGATE_CONFIG=${config}`)}`]),
    "EnvironmentFile=-%h/.config/legate/driver.env",
    "Restart=on-failure",
    "RestartSec=5",
    "# It hands its workers back by itself; what is left after that is killed.",
    "KillMode=mixed",
    "TimeoutStopSec=30",
    "",
    "[Install]",
    "WantedBy=default.target",
  ];
}

/** systemd reads quotes, backslashes, `%` and `$` in these lines. */
function quoted(text: string): string {
  const plain = text.replaceAll("\\", "\\\\").replaceAll('"', '\\"');
  return `"${plain.replaceAll("%", "%%").replaceAll("$", "$$$$")}"`;
}
