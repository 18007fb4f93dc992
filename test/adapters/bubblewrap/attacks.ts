/**
 * What a hostile command would try, as programs that print `OPEN` when it worked. Perl, because it can
 * make any system call and is part of every Debian. Each has a control: a place where the same program
 * must print `OPEN`, or its silence inside proves nothing. Their environment names the targets.
 */
export interface Attack {
  readonly name: string;
  readonly program: readonly string[];
  /**
   * Where it must succeed: as a plain child process, for anyone or for root only; or, where that would
   * harm the host, in a bubblewrap that root starts without the defence (`--cap-drop ALL`).
   */
  readonly control: "plain" | "plain as root" | "loose as root";
}

const perl = (code: string) => ["/usr/bin/perl", "-MSocket", "-e", `use strict; my ($s, $t, $f); ${code}`];
const shell = (code: string) => ["/bin/sh", "-c", code];
/** A system call by number works when it does not answer with an error. */
const syscall = (call: string) => perl(`my $buffer = "\\0" x 256; print "OPEN" if syscall(${call}) >= 0;`);
/** A system call that reached the kernel proper: any answer but "not permitted". */
const reached = (call: string) =>
  perl(`my $buffer = "\\0" x 256; syscall(${call}) < 0 and $!{EPERM} or print "OPEN";`);
const inChild = (code: string) =>
  perl(`my $child = fork; if (!$child) { sleep 20; exit } ${code} kill 9, $child;`);

export const ATTACKS: readonly Attack[] = [
  {
    name: "write beside the workspace, by ..",
    program: shell('echo x > "$WORK/../outside/a" && echo OPEN'),
    control: "plain",
  },
  {
    name: "write through a symbolic link",
    program: shell('ln -sf "$OUTSIDE" "$WORK/out" && echo x > "$WORK/out/b" && echo OPEN'),
    control: "plain",
  },
  {
    name: "reach a file by a hard link",
    program: shell('ln -f "$SECRET" "$WORK/hard" && grep -q SESAME "$WORK/hard" && echo OPEN'),
    control: "plain",
  },
  {
    name: "write to a read-only mount",
    program: shell('echo x > "$SHOWN/new" && echo OPEN'),
    control: "plain",
  },
  {
    name: "write to the root folder's file system",
    program: shell('touch "$SCRATCH/new" && echo OPEN'),
    control: "plain",
  },
  {
    name: "write to the system's folders",
    program: shell("test -w /usr && test -w /etc && echo OPEN"),
    control: "plain as root",
  },
  {
    name: "read a secret of the host",
    program: shell('grep -q SESAME "$SECRET" && echo OPEN'),
    control: "plain",
  },
  {
    name: "read a secret that appears later",
    program: perl(
      'select undef, undef, undef, 0.05 for grep { !-e "$ENV{SECRET}-later" } 1 .. 20; print "OPEN" if -e "$ENV{SECRET}-later"',
    ),
    control: "plain",
  },
  { name: "see the password file", program: shell("test -e /etc/shadow && echo OPEN"), control: "plain" },
  {
    name: "read through the root of another process",
    program: shell(
      'for p in /proc/[0-9]*; do grep -q SESAME "$p/root$SECRET" 2>/dev/null && echo OPEN; done',
    ),
    control: "plain",
  },
  {
    name: "connect to the host over TCP",
    program: perl(
      'socket($s, AF_INET, SOCK_STREAM, 0); print "OPEN" if connect($s, sockaddr_in($ENV{TCP}, inet_aton("127.0.0.1")))',
    ),
    control: "plain",
  },
  {
    name: "connect to the host over IPv6",
    program: perl(
      'socket($s, AF_INET6, SOCK_STREAM, 0); print "OPEN" if connect($s, Socket::pack_sockaddr_in6($ENV{TCP6}, Socket::inet_pton(AF_INET6, "::1")))',
    ),
    control: "plain",
  },
  {
    name: "send to the host over UDP",
    program: perl(
      'socket($s, AF_INET, SOCK_DGRAM, 0); connect($s, sockaddr_in($ENV{UDP}, inet_aton("127.0.0.1"))); send($s, "x", 0); select undef, undef, undef, 0.05; print "OPEN" if defined send($s, "x", 0)',
    ),
    control: "plain",
  },
  {
    name: "connect to a Unix socket by path",
    program: perl(
      'socket($s, AF_UNIX, SOCK_STREAM, 0) and connect($s, sockaddr_un("$ENV{SHOWN}/socket")) and print "OPEN"',
    ),
    control: "plain",
  },
  {
    name: "connect to an abstract Unix socket",
    program: perl(
      'socket($s, AF_UNIX, SOCK_STREAM, 0) and connect($s, pack("S a*", AF_UNIX, "\\0$ENV{ABSTRACT}")) and print "OPEN"',
    ),
    control: "plain",
  },
  {
    name: "send to a Unix socket by path through a datagram pair",
    program: perl(
      'socketpair($s, $t, AF_UNIX, SOCK_DGRAM, 0) and (connect($s, sockaddr_un("$ENV{SHOWN}/nowhere")), $!{ENOENT}) and print "OPEN"',
    ),
    control: "plain",
  },
  {
    name: "open a raw socket",
    program: perl('socket($s, AF_INET, SOCK_RAW, 1) and print "OPEN"'),
    control: "plain as root",
  },
  { name: "use io_uring", program: reached("425, 1, $buffer"), control: "plain" },
  { name: "use the kernel's key store", program: syscall("250, 0, -3, 1"), control: "plain" },
  {
    name: "trace another process",
    program: inChild("print 'OPEN' if syscall(101, 16, $child, 0, 0) == 0;"),
    control: "plain",
  },
  { name: "make a user namespace with unshare", program: syscall("272, 0x10000000"), control: "plain" },
  {
    name: "make a user namespace with clone",
    program: perl(
      "my $child = syscall(56, 0x10000011, 0, 0, 0, 0); syscall(231, 0) if $child == 0; print 'OPEN' if $child > 0",
    ),
    control: "plain",
  },
  {
    name: "join another namespace",
    program: perl("open $f, '<', '/proc/self/ns/uts'; print 'OPEN' if syscall(308, fileno $f, 0) == 0"),
    control: "plain as root",
  },
  {
    name: "remount read-only folders writable",
    program: shell("mount -o remount,rw,bind /usr 2>/dev/null && echo OPEN"),
    control: "loose as root",
  },
  {
    name: "uncover what a mount hides",
    program: shell("umount /run 2>/dev/null && echo OPEN"),
    control: "loose as root",
  },
  {
    name: "make a device node",
    program: shell('rm -f "$WORK/n"; mknod "$WORK/n" c 1 3 2>/dev/null && echo OPEN'),
    control: "plain as root",
  },
  {
    name: "open a kernel setting for writing",
    program: perl("open $f, '+<', '/proc/sys/kernel/core_pattern' and print 'OPEN'"),
    control: "plain as root",
  },
  {
    name: "disarm the signal to die with the driver",
    program: reached("157, 1, 0, 0, 0, 0"),
    control: "plain",
  },
  {
    name: "type into the controlling terminal",
    program: reached("16, 0, 0x5412, $buffer"),
    control: "plain",
  },
  {
    name: "type into the controlling terminal, garbage in the high word",
    program: reached("16, 0, 0x100005412, $buffer"),
    control: "plain",
  },
  {
    name: "call the kernel through the 32-bit door",
    program: shell('"$WORK/int80"; test $? = 42 && echo OPEN'),
    control: "plain",
  },
  {
    name: "call the kernel through the x32 door and live",
    program: perl("syscall(0x40000027); print 'OPEN'"),
    control: "plain",
  },
  {
    name: "see processes of the host",
    program: perl(
      'for (glob "/proc/[0-9]*/cmdline") { open $f, "<", $_; print "OPEN" if grep { $_ eq $ENV{NEEDLE} } split /\\0/, <$f> // "" }',
    ),
    control: "plain",
  },
  {
    name: "find the driver's environment",
    program: shell("cat /proc/*/environ 2>/dev/null | grep -q HUSHHUSH && echo OPEN"),
    control: "plain",
  },
  {
    name: "read a file the driver was started with open",
    program: perl('open $f, "<&=", 50 and <$f> =~ /SESAME/ and print "OPEN"'),
    control: "plain",
  },
  {
    name: "keep any capability, or gain privileges",
    program: shell('grep -Eq "^CapEff:.*[1-9a-f]|^NoNewPrivs:.*0" /proc/self/status && echo OPEN'),
    control: "plain",
  },
];
