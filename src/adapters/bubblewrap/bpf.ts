/** One classic-BPF instruction, as `struct sock_filter` has it. Jumps count instructions to skip. */
export interface Instruction {
  readonly code: number;
  readonly ifTrue: number;
  readonly ifFalse: number;
  readonly value: number;
}

/** The part of classic BPF that a seccomp filter needs: load a word, compare it, return. */
const OPCODE = {
  loadWord: 0x20,
  and: 0x54,
  jumpIfEqual: 0x15,
  jumpIfAtLeast: 0x35,
  jumpIfAnyBit: 0x45,
  return: 0x06,
} as const;

export function loadWord(offset: number): Instruction {
  return { code: OPCODE.loadWord, ifTrue: 0, ifFalse: 0, value: offset };
}

export function keepBits(mask: number): Instruction {
  return { code: OPCODE.and, ifTrue: 0, ifFalse: 0, value: mask };
}

export function returns(action: number): Instruction {
  return { code: OPCODE.return, ifTrue: 0, ifFalse: 0, value: action };
}

export type Comparison = "jumpIfEqual" | "jumpIfAtLeast" | "jumpIfAnyBit";

/** Runs `body` when the loaded word compares so, and skips it otherwise. */
export function when(comparison: Comparison, value: number, body: readonly Instruction[]): Instruction[] {
  return [jump(comparison, value, 0, body.length), ...body];
}

/** Runs `body` when the loaded word is one of `values`, and skips it otherwise. */
export function whenOneOf(values: readonly number[], body: readonly Instruction[]): Instruction[] {
  const last = values.length - 1;
  const tests = values.map((value, index) =>
    jump("jumpIfEqual", value, last - index, index === last ? body.length : 0),
  );
  return [...tests, ...body];
}

/** The bytes the kernel takes: 8 per instruction, little endian. */
export function assemble(program: readonly Instruction[]): Uint8Array {
  const bytes = new Uint8Array(program.length * 8);
  const view = new DataView(bytes.buffer);
  program.forEach((instruction, index) => {
    view.setUint16(index * 8, instruction.code, true);
    view.setUint8(index * 8 + 2, instruction.ifTrue);
    view.setUint8(index * 8 + 3, instruction.ifFalse);
    view.setUint32(index * 8 + 4, instruction.value, true);
  });
  return bytes;
}

function jump(comparison: Comparison, value: number, ifTrue: number, ifFalse: number): Instruction {
  if (ifTrue > 255 || ifFalse > 255) throw new Error("a classic-BPF jump reaches 255 instructions at most");
  return { code: OPCODE[comparison], ifTrue, ifFalse, value };
}
