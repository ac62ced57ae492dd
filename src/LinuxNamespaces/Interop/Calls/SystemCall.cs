using System.Runtime.InteropServices;

namespace LinuxNamespaces.Interop;

/// <summary>A system call by its number, which differs between architectures; asm/unistd.h.</summary>
/// <param name="Name">The name in the manual.</param>
/// <param name="X64">The number on x86-64.</param>
/// <param name="Arm64">The number on arm64, where the older calls that take no directory do not exist.</param>
internal readonly record struct SystemCall(string Name, int X64, int Arm64)
{
    internal static readonly SystemCall read = new("read", 0, 63);
    internal static readonly SystemCall write = new("write", 1, 64);
    internal static readonly SystemCall close = new("close", 3, 57);
    internal static readonly SystemCall rt_sigaction = new("rt_sigaction", 13, 134);
    internal static readonly SystemCall rt_sigprocmask = new("rt_sigprocmask", 14, 135);
    internal static readonly SystemCall lseek = new("lseek", 8, 62);
    internal static readonly SystemCall ioctl = new("ioctl", 16, 29);
    internal static readonly SystemCall getxattr = new("getxattr", 191, 8);
    internal static readonly SystemCall statx = new("statx", 332, 291);
    internal static readonly SystemCall sched_yield = new("sched_yield", 24, 124);
    internal static readonly SystemCall nanosleep = new("nanosleep", 35, 101);
    internal static readonly SystemCall getpid = new("getpid", 39, 172);
    internal static readonly SystemCall getppid = new("getppid", 110, 173);
    internal static readonly SystemCall socket = new("socket", 41, 198);
    internal static readonly SystemCall sendmsg = new("sendmsg", 46, 211);
    internal static readonly SystemCall recvmsg = new("recvmsg", 47, 212);
    internal static readonly SystemCall clone = new("clone", 56, 220);
    internal static readonly SystemCall execve = new("execve", 59, 221);
    internal static readonly SystemCall kill = new("kill", 62, 129);
    internal static readonly SystemCall fcntl = new("fcntl", 72, 25);
    internal static readonly SystemCall chdir = new("chdir", 80, 49);
    internal static readonly SystemCall fchdir = new("fchdir", 81, 50);
    internal static readonly SystemCall getcwd = new("getcwd", 79, 17);
    internal static readonly SystemCall fchown = new("fchown", 93, 55);
    internal static readonly SystemCall umask = new("umask", 95, 166);
    internal static readonly SystemCall setpgid = new("setpgid", 109, 154);
    internal static readonly SystemCall setsid = new("setsid", 112, 157);
    internal static readonly SystemCall setgroups = new("setgroups", 116, 159);
    internal static readonly SystemCall setresuid = new("setresuid", 117, 147);
    internal static readonly SystemCall setresgid = new("setresgid", 119, 149);
    internal static readonly SystemCall capget = new("capget", 125, 90);
    internal static readonly SystemCall capset = new("capset", 126, 91);
    internal static readonly SystemCall getpriority = new("getpriority", 140, 141);
    internal static readonly SystemCall setpriority = new("setpriority", 141, 140);
    internal static readonly SystemCall sched_setscheduler = new("sched_setscheduler", 144, 119);
    internal static readonly SystemCall sched_getscheduler = new("sched_getscheduler", 145, 120);
    internal static readonly SystemCall waitid = new("waitid", 247, 95);
    internal static readonly SystemCall pivot_root = new("pivot_root", 155, 41);
    internal static readonly SystemCall prctl = new("prctl", 157, 167);
    internal static readonly SystemCall chroot = new("chroot", 161, 51);
    internal static readonly SystemCall mount = new("mount", 165, 40);
    internal static readonly SystemCall umount2 = new("umount2", 166, 39);
    internal static readonly SystemCall sethostname = new("sethostname", 170, 161);
    internal static readonly SystemCall setdomainname = new("setdomainname", 171, 162);
    internal static readonly SystemCall sched_setaffinity = new("sched_setaffinity", 203, 122);
    internal static readonly SystemCall futex = new("futex", 202, 98);
    internal static readonly SystemCall getdents64 = new("getdents64", 217, 61);
    internal static readonly SystemCall exit_group = new("exit_group", 231, 94);
    internal static readonly SystemCall ioprio_set = new("ioprio_set", 251, 30);
    internal static readonly SystemCall epoll_pwait2 = new("epoll_pwait2", 441, 441);
    internal static readonly SystemCall openat = new("openat", 257, 56);
    internal static readonly SystemCall mkdirat = new("mkdirat", 258, 34);
    internal static readonly SystemCall mknodat = new("mknodat", 259, 33);
    internal static readonly SystemCall unlinkat = new("unlinkat", 263, 35);
    internal static readonly SystemCall symlinkat = new("symlinkat", 266, 36);
    internal static readonly SystemCall fchmod = new("fchmod", 91, 52);
    internal static readonly SystemCall ftruncate = new("ftruncate", 77, 46);
    internal static readonly SystemCall copy_file_range = new("copy_file_range", 326, 285);
    internal static readonly SystemCall readlinkat = new("readlinkat", 267, 78);
    internal static readonly SystemCall faccessat = new("faccessat", 269, 48);
    internal static readonly SystemCall fchmodat = new("fchmodat", 268, 53);
    internal static readonly SystemCall unshare = new("unshare", 272, 97);
    internal static readonly SystemCall dup3 = new("dup3", 292, 24);
    internal static readonly SystemCall prlimit64 = new("prlimit64", 302, 261);
    internal static readonly SystemCall setns = new("setns", 308, 268);
    internal static readonly SystemCall sched_setattr = new("sched_setattr", 314, 274);
    internal static readonly SystemCall seccomp = new("seccomp", 317, 277);
    internal static readonly SystemCall memfd_create = new("memfd_create", 319, 279);
    internal static readonly SystemCall execveat = new("execveat", 322, 281);
    internal static readonly SystemCall open_tree = new("open_tree", 428, 428);
    internal static readonly SystemCall move_mount = new("move_mount", 429, 429);
    internal static readonly SystemCall fsopen = new("fsopen", 430, 430);
    internal static readonly SystemCall fsconfig = new("fsconfig", 431, 431);
    internal static readonly SystemCall fsmount = new("fsmount", 432, 432);
    internal static readonly SystemCall clone3 = new("clone3", 435, 435);
    internal static readonly SystemCall shmget = new("shmget", 29, 194);
    internal static readonly SystemCall shmctl = new("shmctl", 31, 195);
    internal static readonly SystemCall connect = new("connect", 42, 203);
    internal static readonly SystemCall uname = new("uname", 63, 160);
    internal static readonly SystemCall semget = new("semget", 64, 190);
    internal static readonly SystemCall semctl = new("semctl", 66, 191);
    internal static readonly SystemCall msgget = new("msgget", 68, 186);
    internal static readonly SystemCall msgctl = new("msgctl", 71, 187);
    internal static readonly SystemCall mq_open = new("mq_open", 240, 180);
    internal static readonly SystemCall mq_unlink = new("mq_unlink", 241, 181);
    internal static readonly SystemCall mq_getsetattr = new("mq_getsetattr", 245, 185);
    internal static readonly SystemCall open_by_handle_at = new("open_by_handle_at", 304, 265);
    internal static readonly SystemCall close_range = new("close_range", 436, 436);
    internal static readonly SystemCall openat2 = new("openat2", 437, 437);
    internal static readonly SystemCall pidfd_getfd = new("pidfd_getfd", 438, 438);
    internal static readonly SystemCall faccessat2 = new("faccessat2", 439, 439);
    internal static readonly SystemCall fchmodat2 = new("fchmodat2", 452, 452);
    internal static readonly SystemCall mount_setattr = new("mount_setattr", 442, 442);
    internal static readonly SystemCall landlock_create_ruleset = new("landlock_create_ruleset", 444, 444);
    internal static readonly SystemCall landlock_add_rule = new("landlock_add_rule", 445, 445);
    internal static readonly SystemCall landlock_restrict_self = new("landlock_restrict_self", 446, 446);
    internal static readonly SystemCall statmount = new("statmount", 457, 457);
    internal static readonly SystemCall listmount = new("listmount", 458, 458);
    internal static readonly SystemCall listns = new("listns", 470, 470);

    /// <summary>The number on this machine.</summary>
    internal int Number => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? Arm64 : X64;
}
