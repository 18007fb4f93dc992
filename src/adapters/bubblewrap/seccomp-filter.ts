import { assemble, type Instruction, keepBits, loadWord, returns, when, whenOneOf } from "./bpf.ts";
import type { SyscallTable } from "./syscall-table.ts";
import { ARM64 } from "./syscalls-arm64.ts";
import { X64 } from "./syscalls-x64.ts";

/**
 * The system-call filter every sandboxed command runs under, ready for `bwrap --seccomp`. What is not
 * named here is allowed; undefined where there is no table of system-call numbers, in which case
 * nothing may run.
 *
 * F1. A call through a foreign door (32-bit, x32) kills the process: its numbers mean something else.
 * F2. A call newer than the table, and `clone3`, "does not exist" (ENOSYS): the filter cannot judge
 *     what it does not know, nor read `clone3`'s flags, which lie behind a pointer. libc falls back.
 * F3. The kernel reads flags, families and ioctl requests as 32 bits, so only the low word is
 *     compared; comparing 64 would let garbage in the high word pass.
 * F4. Sockets are allowed by family. A network namespace does not hold `AF_UNIX` paths nor `AF_VSOCK`.
 * F5. `socketpair` gives connected streams only: a datagram pair could still be sent to any path.
 * F6. The signal to die with one's parent cannot be changed from SIGKILL: a command may take over the
 *     sandbox's first process through its memory, and would make it outlive a killed driver.
 */
export function seccompFilter(arch: string): Uint8Array | undefined {
  const table = TABLES.get(arch);
  return table === undefined ? undefined : assemble(programFor(table));
}

/** By Node's names of architectures. */
const TABLES: ReadonlyMap<string, SyscallTable> = new Map([
  ["x64", X64],
  ["arm64", ARM64],
]);

const ACTION = {
  allow: 0x7fff0000,
  killProcess: 0x80000000,
  notPermitted: 0x00050000 | 1,
  noSuchCall: 0x00050000 | 38,
} as const;

const NUMBER_OFFSET = 0;
const ARCH_OFFSET = 4;
const lowWordOfArgument = (index: number) => 16 + 8 * index;

const AF_UNIX = 1;
const AF_INET = 2;
const AF_INET6 = 10;
const AF_NETLINK = 16;
const SOCK_STREAM = 1;
const SOCK_SEQPACKET = 5;
const SOCK_TYPE_MASK = 0xf;
const TIOCSTI = 0x5412;
const TIOCLINUX = 0x541c;
const PR_SET_PDEATHSIG = 1;
const SIGKILL = 9;
/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET. */
const CLONE_NEW_NAMESPACE = 0x7e020000;

const allow = returns(ACTION.allow);
const refuse = returns(ACTION.notPermitted);
const kill = returns(ACTION.killProcess);

function programFor(table: SyscallTable): Instruction[] {
  const { secondDoor } = table;
  return [
    loadWord(ARCH_OFFSET),
    ...when("jumpIfEqual", table.arch, [
      loadWord(NUMBER_OFFSET),
      ...(secondDoor === undefined ? [] : when("jumpIfAtLeast", secondDoor, [kill])),
      ...when("jumpIfAtLeast", table.lastKnown + 1, [returns(ACTION.noSuchCall)]),
      ...when("jumpIfEqual", table.clone3, [returns(ACTION.noSuchCall)]),
      ...whenOneOf(Object.values(table.denied), [refuse]),
      ...when("jumpIfEqual", table.clone, judgeClone()),
      ...when("jumpIfEqual", table.socket, judgeSocket()),
      ...when("jumpIfEqual", table.socketpair, judgeSocketPair()),
      ...when("jumpIfEqual", table.ioctl, judgeIoctl()),
      ...when("jumpIfEqual", table.prctl, judgePrctl()),
      allow,
    ]),
    kill,
  ];
}

function judgeClone(): Instruction[] {
  return [loadWord(lowWordOfArgument(0)), ...when("jumpIfAnyBit", CLONE_NEW_NAMESPACE, [refuse]), allow];
}

function judgeSocket(): Instruction[] {
  return [loadWord(lowWordOfArgument(0)), ...whenOneOf([AF_INET, AF_INET6, AF_NETLINK], [allow]), refuse];
}

function judgeSocketPair(): Instruction[] {
  const byType = [
    loadWord(lowWordOfArgument(1)),
    keepBits(SOCK_TYPE_MASK),
    ...whenOneOf([SOCK_STREAM, SOCK_SEQPACKET], [allow]),
    refuse,
  ];
  return [loadWord(lowWordOfArgument(0)), ...when("jumpIfEqual", AF_UNIX, byType), refuse];
}

function judgeIoctl(): Instruction[] {
  return [loadWord(lowWordOfArgument(1)), ...whenOneOf([TIOCSTI, TIOCLINUX], [refuse]), allow];
}

function judgePrctl(): Instruction[] {
  const bySignal = [loadWord(lowWordOfArgument(1)), ...when("jumpIfEqual", SIGKILL, [allow]), refuse];
  return [loadWord(lowWordOfArgument(0)), ...when("jumpIfEqual", PR_SET_PDEATHSIG, bySignal), allow];
}
