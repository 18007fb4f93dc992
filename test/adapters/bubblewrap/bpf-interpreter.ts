/** A system call as the kernel shows it to a filter. */
export interface SeenCall {
  readonly arch: number;
  readonly nr: number;
  readonly args?: readonly bigint[];
}

/** Runs a seccomp program as the kernel would, and answers with the action it returns. */
export function judge(program: Uint8Array, call: SeenCall): number {
  const code = new DataView(program.buffer, program.byteOffset, program.byteLength);
  const data = seccompData(call);
  let accumulator = 0;
  for (let at = 0; at < program.length / 8; at += 1) {
    const opcode = code.getUint16(at * 8, true);
    const [ifTrue, ifFalse] = [code.getUint8(at * 8 + 2), code.getUint8(at * 8 + 3)];
    const value = code.getUint32(at * 8 + 4, true);
    if (opcode === 0x06) return value;
    if (opcode === 0x20) accumulator = data.getUint32(value, true);
    else if (opcode === 0x54) accumulator = (accumulator & value) >>> 0;
    else if (opcode === 0x15) at += accumulator === value ? ifTrue : ifFalse;
    else if (opcode === 0x35) at += accumulator >= value ? ifTrue : ifFalse;
    else if (opcode === 0x45) at += (accumulator & value) !== 0 ? ifTrue : ifFalse;
    else throw new Error(`opcode ${opcode} at ${at} is none the kernel takes here`);
  }
  throw new Error("the program runs off its end; the kernel would refuse to load it");
}

function seccompData({ arch, nr, args = [] }: SeenCall): DataView {
  const data = new DataView(new ArrayBuffer(64));
  data.setUint32(0, nr, true);
  data.setUint32(4, arch, true);
  args.forEach((value, index) => {
    data.setBigUint64(16 + 8 * index, BigInt.asUintN(64, value), true);
  });
  return data;
}
