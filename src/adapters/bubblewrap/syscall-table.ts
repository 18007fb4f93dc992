/** System-call numbers of one architecture, as far as the filter speaks about them. */
export interface SyscallTable {
  /** What `seccomp_data.arch` holds for a native call. */
  readonly arch: number;
  /** Numbers from here on are a second door to the same kernel functions. */
  readonly secondDoor?: number;
  /** The newest call the table knows. Newer ones do not exist for us. */
  readonly lastKnown: number;
  readonly ioctl: number;
  readonly socket: number;
  readonly socketpair: number;
  readonly clone: number;
  readonly prctl: number;
  readonly clone3: number;
  /** Calls that no agent's command needs, and that have undone sandboxes before: refused with EPERM. */
  readonly denied: Readonly<Record<string, number>>;
}

/** What is denied among the calls that came after 424: from there on all architectures have the same numbers. */
export const DENIED_EVERYWHERE: SyscallTable["denied"] = {
  io_uring_setup: 425,
  io_uring_enter: 426,
  io_uring_register: 427,
  open_tree: 428,
  move_mount: 429,
  fsopen: 430,
  fsconfig: 431,
  fsmount: 432,
  fspick: 433,
  pidfd_getfd: 438,
  process_madvise: 440,
  mount_setattr: 442,
  quotactl_fd: 443,
  open_tree_attr: 467,
};
