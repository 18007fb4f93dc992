import { DENIED_EVERYWHERE, type SyscallTable } from "./syscall-table.ts";

/**
 * Linux on arm64, from the kernel's `asm-generic/unistd.h`, which this architecture shares with most newer
 * ones. What x86-64 has for the sake of old programs does not exist here.
 */
export const ARM64: SyscallTable = {
  /** `AUDIT_ARCH_AARCH64`; 32-bit ARM programs come through another one. */
  arch: 0xc00000b7,
  /** `file_setattr`, Linux 6.17. */
  lastKnown: 469,
  ioctl: 29,
  prctl: 167,
  socket: 198,
  socketpair: 199,
  clone: 220,
  clone3: 435,
  denied: {
    lookup_dcookie: 18,
    umount2: 39,
    mount: 40,
    pivot_root: 41,
    nfsservctl: 42,
    chroot: 51,
    vhangup: 58,
    quotactl: 60,
    acct: 89,
    unshare: 97,
    kexec_load: 104,
    init_module: 105,
    delete_module: 106,
    clock_settime: 112,
    syslog: 116,
    ptrace: 117,
    reboot: 142,
    settimeofday: 170,
    add_key: 217,
    request_key: 218,
    keyctl: 219,
    swapon: 224,
    swapoff: 225,
    perf_event_open: 241,
    fanotify_init: 262,
    open_by_handle_at: 265,
    setns: 268,
    process_vm_readv: 270,
    process_vm_writev: 271,
    kcmp: 272,
    finit_module: 273,
    bpf: 280,
    userfaultfd: 282,
    kexec_file_load: 294,
    ...DENIED_EVERYWHERE,
  },
};
