namespace LinuxNamespaces.Interop;

/// <summary>Constants of linux/sched.h, linux/pidfd.h, linux/wait.h, linux/prctl.h, linux/ioprio.h, linux/seccomp.h, sys/resource.h; sched(7), namespaces(7).</summary>
internal static partial class Linux
{
    internal const uint CLONE_VM = 0x100;
    internal const uint CLONE_FS = 0x200;
    internal const uint CLONE_FILES = 0x400;
    internal const uint CLONE_PIDFD = 0x1000;
    internal const uint CLONE_VFORK = 0x4000;
    internal const uint CLONE_PARENT = 0x8000;
    internal const uint CLONE_NEWTIME = 0x80;
    internal const uint CLONE_NEWNS = 0x20000;
    internal const uint CLONE_NEWCGROUP = 0x2000000;
    internal const uint CLONE_NEWUTS = 0x4000000;
    internal const uint CLONE_NEWIPC = 0x8000000;
    internal const uint CLONE_NEWUSER = 0x10000000;
    internal const uint CLONE_NEWPID = 0x20000000;
    internal const uint CLONE_NEWNET = 0x40000000;
    internal const ulong CLONE_CLEAR_SIGHAND = 0x100000000;
    internal const ulong CLONE_INTO_CGROUP = 0x200000000;

    internal const int SCHED_OTHER = 0;
    internal const int SCHED_FIFO = 1;
    internal const int SCHED_RR = 2;
    internal const int SCHED_BATCH = 3;
    internal const int SCHED_IDLE = 5;
    internal const int SCHED_DEADLINE = 6;
    internal const int SCHED_RESET_ON_FORK = 0x40000000;
    internal const ulong SCHED_FLAG_RESET_ON_FORK = 1;

    internal const int PRIO_PROCESS = 0;

    internal const int IOPRIO_CLASS_RT = 1;
    internal const int IOPRIO_CLASS_BE = 2;
    internal const int IOPRIO_CLASS_IDLE = 3;
    internal const int IOPRIO_CLASS_SHIFT = 13;
    internal const int IOPRIO_WHO_PROCESS = 1;

    internal const int SECCOMP_SET_MODE_FILTER = 1;
    internal const int SECCOMP_GET_ACTION_AVAIL = 2;
    internal const uint SECCOMP_RET_ALLOW = 0x7fff0000;

    internal const int SIGKILL = 9;
    internal const int SIGSTOP = 19;
    internal const int SIGPIPE = 13;
    internal const int SIGCHLD = 17;
    internal const int SIGXCPU = 24;
    internal const int SIG_UNBLOCK = 1;
    internal const int SIG_SETMASK = 2;

    internal const int P_PID = 1;
    internal const int P_PIDFD = 3;
    internal const int WEXITED = 4;
    internal const int WSTOPPED = 2;
    internal const int WNOHANG = 1;
    internal const int WNOWAIT = 0x1000000;
    internal const int __WALL = 0x40000000;

    internal const int CLD_EXITED = 1;
    internal const int CLD_KILLED = 2;
    internal const int CLD_DUMPED = 3;
    internal const int CLD_STOPPED = 5;

    internal const int CAP_KILL = 5;
    internal const int CAP_SETUID = 7;
    internal const int CAP_NET_ADMIN = 12;
    internal const int CAP_NET_RAW = 13;
    internal const int CAP_SYS_CHROOT = 18;
    internal const int CAP_SYS_PTRACE = 19;
    internal const int CAP_SYS_ADMIN = 21;
    internal const int CAP_SETFCAP = 31;

    internal const uint _LINUX_CAPABILITY_VERSION_3 = 0x20080522;

    internal const int PR_SET_PDEATHSIG = 1;
    internal const int PR_SET_NAME = 15;
    internal const int PR_SET_SECCOMP = 22;
    internal const int PR_SET_CHILD_SUBREAPER = 36;
    internal const int PR_SET_DUMPABLE = 4;
    internal const int PR_CAPBSET_DROP = 24;
    internal const int PR_SET_NO_NEW_PRIVS = 38;
    internal const int PR_CAP_AMBIENT = 47;
    internal const int PR_CAP_AMBIENT_RAISE = 2;
    internal const int PR_CAP_AMBIENT_CLEAR_ALL = 4;
    internal const int PR_SET_KEEPCAPS = 8;

    internal const int RLIMIT_CORE = 4;

    internal const nuint PIDFD_GET_INFO = 0xc040ff0b;
    internal const ulong PIDFD_INFO_EXIT = 8;
}
