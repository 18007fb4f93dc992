import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seccompFilter } from "../../../src/adapters/bubblewrap/seccomp-filter.ts";
import { judge } from "./bpf-interpreter.ts";

const ALLOW = 0x7fff0000;
const KILL = 0x80000000;
const EPERM = 0x00050001;
const ENOSYS = 0x00050026;
const X86_64 = 0xc000003e;

const filter = seccompFilter("x64") ?? new Uint8Array();
const answer = (nr: number, ...args: bigint[]) => judge(filter, { arch: X86_64, nr, args });
/** Garbage above the 32 bits the kernel reads. */
const dirty = (value: bigint) => value | 0xdeadbeef00000000n;

describe("the system-call filter", () => {
  test.each([
    ["mount", 165],
    ["umount2", 166],
    ["pivot_root", 155],
    ["chroot", 161],
    ["move_mount", 429],
    ["open_tree", 428],
    ["fsopen", 430],
    ["fsconfig", 431],
    ["fsmount", 432],
    ["fspick", 433],
    ["mount_setattr", 442],
    ["open_tree_attr", 467],
    ["unshare", 272],
    ["setns", 308],
    ["keyctl", 250],
    ["add_key", 248],
    ["request_key", 249],
    ["bpf", 321],
    ["perf_event_open", 298],
    ["userfaultfd", 323],
    ["ptrace", 101],
    ["process_vm_readv", 310],
    ["process_vm_writev", 311],
    ["pidfd_getfd", 438],
    ["io_uring_setup", 425],
    ["io_uring_enter", 426],
    ["io_uring_register", 427],
    ["kexec_load", 246],
    ["kexec_file_load", 320],
    ["init_module", 175],
    ["finit_module", 313],
    ["delete_module", 176],
    ["reboot", 169],
    ["swapon", 167],
    ["swapoff", 168],
    ["open_by_handle_at", 304],
  ])("refuses %s", (_name, nr) => {
    expect(answer(nr)).toBe(EPERM);
  });

  test.each([
    ["read", 0],
    ["write", 1],
    ["openat", 257],
    ["execve", 59],
    ["fork", 57],
    ["vfork", 58],
    ["futex", 202],
    ["connect", 42],
    ["bind", 49],
    ["getrandom", 318],
    ["statx", 332],
    ["prctl", 157],
    ["seccomp", 317],
    ["name_to_handle_at", 303],
  ])("lets %s through", (_name, nr) => {
    expect(answer(nr)).toBe(ALLOW);
  });

  test("says that clone3 does not exist, so that libc falls back to clone, whose flags it can read", () => {
    expect(answer(435)).toBe(ENOSYS);
  });

  test("says that calls newer than its table do not exist, and kills what comes through the x32 door", () => {
    fc.assert(fc.property(fc.integer({ min: 470, max: 0x3fffffff }), (nr) => answer(nr) === ENOSYS));
    fc.assert(fc.property(fc.integer({ min: 0x40000000, max: 0xffffffff }), (nr) => answer(nr) === KILL));
  });

  test("kills every call of a foreign architecture, whatever its number", () => {
    const foreign = fc.nat({ max: 0xffffffff }).filter((arch) => arch !== X86_64);
    fc.assert(fc.property(foreign, fc.nat({ max: 500 }), (arch, nr) => judge(filter, { arch, nr }) === KILL));
    expect(judge(filter, { arch: 0x40000003, nr: 20 })).toBe(KILL);
  });

  test("refuses clone with any new-namespace flag, garbage in the high word or not, and allows threads and forks", () => {
    for (const flag of [
      0x20000n,
      0x2000000n,
      0x4000000n,
      0x8000000n,
      0x10000000n,
      0x20000000n,
      0x40000000n,
    ]) {
      expect(answer(56, flag | 17n)).toBe(EPERM);
      expect(answer(56, dirty(flag | 17n))).toBe(EPERM);
    }
    expect(answer(56, 17n)).toBe(ALLOW);
    expect(answer(56, 0x3d0f00n)).toBe(ALLOW);
  });

  test("gives sockets of the network families and netlink, and of no other: AF_UNIX, AF_VSOCK, AF_PACKET", () => {
    const allowed = [2n, 10n, 16n];
    for (const family of allowed) expect(answer(41, dirty(family), 1n)).toBe(ALLOW);
    const other = fc.bigInt({ min: 0n, max: 0xffffffffn }).filter((family) => !allowed.includes(family));
    fc.assert(fc.property(other, (family) => answer(41, dirty(family), 1n) === EPERM));
  });

  test("gives socket pairs as connected streams only: a datagram pair could be sent to any path", () => {
    const CLOEXEC_NONBLOCK = 0o2000000n | 0o4000n;
    for (const type of [1n, 5n]) expect(answer(53, 1n, dirty(type | CLOEXEC_NONBLOCK))).toBe(ALLOW);
    for (const type of [2n, 3n, 4n, 10n]) expect(answer(53, 1n, type | CLOEXEC_NONBLOCK)).toBe(EPERM);
    expect(answer(53, 30n, 1n)).toBe(EPERM);
  });

  test("lets a process ask to be killed with its parent, and not take that back", () => {
    expect(answer(157, 1n, 9n)).toBe(ALLOW);
    for (const signal of [0n, 15n, 19n]) expect(answer(157, dirty(1n), signal)).toBe(EPERM);
    expect(answer(157, 15n, 0n)).toBe(ALLOW);
  });

  test("refuses pushing input into a terminal, and allows asking about one", () => {
    for (const request of [0x5412n, 0x541cn]) {
      expect(answer(16, 0n, request)).toBe(EPERM);
      expect(answer(16, 0n, dirty(request))).toBe(EPERM);
    }
    expect(answer(16, 0n, 0x5413n)).toBe(ALLOW);
  });

  test("does not exist for an architecture whose numbers nobody wrote down", () => {
    expect(seccompFilter("riscv64")).toBeUndefined();
  });
});

describe("the system-call filter of arm64", () => {
  const AARCH64 = 0xc00000b7;
  const arm64 = seccompFilter("arm64") ?? new Uint8Array();
  const verdictOn = (nr: number, ...args: bigint[]) => judge(arm64, { arch: AARCH64, nr, args });

  // Numbers of the kernel's asm-generic/unistd.h, written down a second time.
  test.each([
    ["umount2", 39],
    ["mount", 40],
    ["pivot_root", 41],
    ["chroot", 51],
    ["unshare", 97],
    ["kexec_load", 104],
    ["init_module", 105],
    ["delete_module", 106],
    ["ptrace", 117],
    ["reboot", 142],
    ["add_key", 217],
    ["request_key", 218],
    ["keyctl", 219],
    ["swapon", 224],
    ["swapoff", 225],
    ["perf_event_open", 241],
    ["open_by_handle_at", 265],
    ["setns", 268],
    ["process_vm_readv", 270],
    ["process_vm_writev", 271],
    ["finit_module", 273],
    ["bpf", 280],
    ["userfaultfd", 282],
    ["kexec_file_load", 294],
    ["io_uring_setup", 425],
    ["io_uring_enter", 426],
    ["io_uring_register", 427],
    ["open_tree", 428],
    ["move_mount", 429],
    ["fsopen", 430],
    ["fsmount", 432],
    ["pidfd_getfd", 438],
    ["mount_setattr", 442],
    ["open_tree_attr", 467],
  ])("refuses %s", (_name, nr) => {
    expect(verdictOn(nr)).toBe(EPERM);
  });

  test.each([
    ["openat", 56],
    ["read", 63],
    ["write", 64],
    ["futex", 98],
    ["bind", 200],
    ["connect", 203],
    ["execve", 221],
    ["name_to_handle_at", 264],
    ["seccomp", 277],
    ["getrandom", 278],
    ["statx", 291],
  ])("lets %s through", (_name, nr) => {
    expect(verdictOn(nr)).toBe(ALLOW);
  });

  test("kills every call of another architecture, 32-bit ARM and x86-64 among them", () => {
    const foreign = fc.nat({ max: 0xffffffff }).filter((arch) => arch !== AARCH64);
    fc.assert(fc.property(foreign, fc.nat({ max: 500 }), (arch, nr) => judge(arm64, { arch, nr }) === KILL));
    for (const arch of [0x40000028, X86_64]) expect(judge(arm64, { arch, nr: 63 })).toBe(KILL);
  });

  test("says that clone3 and calls newer than its table do not exist", () => {
    const newer = fc.integer({ min: 470, max: 0xffffffff });
    fc.assert(fc.property(newer, (nr) => verdictOn(nr) === ENOSYS));
    expect(verdictOn(435)).toBe(ENOSYS);
  });

  test("judges clone, sockets, socket pairs, terminals and the signal of a parent's death by their arguments", () => {
    expect([verdictOn(220, 17n), verdictOn(220, dirty(0x10000000n | 17n))]).toEqual([ALLOW, EPERM]);
    expect([verdictOn(198, 2n, 1n), verdictOn(198, dirty(1n), 1n)]).toEqual([ALLOW, EPERM]);
    expect([verdictOn(199, 1n, 1n), verdictOn(199, 1n, 2n)]).toEqual([ALLOW, EPERM]);
    expect([verdictOn(29, 0n, 0x5413n), verdictOn(29, 0n, dirty(0x5412n))]).toEqual([ALLOW, EPERM]);
    expect([verdictOn(167, 1n, 9n), verdictOn(167, 1n, 0n)]).toEqual([ALLOW, EPERM]);
  });
});
