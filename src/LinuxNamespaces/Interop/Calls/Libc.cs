using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Interop;

/// <summary>
/// The functions of the C library, by their C names and without any opinion: <see cref="SystemCalls"/> gives them one.
/// </summary>
internal static unsafe partial class Libc
{
    // Resolves on glibc and on musl; "libc.so.6" would not.
    internal const string Name = "libc";

    [LibraryImport(Name, SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(LinuxTextMarshaller))]
    internal static partial int open(string pathname, int flags, uint mode);

    [LibraryImport(Name, SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(LinuxTextMarshaller))]
    internal static partial int openat(SafeHandle dirfd, string pathname, int flags, uint mode);

    [LibraryImport(Name, SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(LinuxTextMarshaller))]
    internal static partial nint readlinkat(SafeHandle dirfd, string pathname, byte* buf, nuint bufsiz);

    [LibraryImport(Name, SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(LinuxTextMarshaller))]
    internal static partial nint readlink(string pathname, byte* buf, nuint bufsiz);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int close(int fd);

    [LibraryImport(Name, SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(LinuxTextMarshaller))]
    internal static partial int mkdir(string pathname, uint mode);

    [LibraryImport(Name, SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(LinuxTextMarshaller))]
    internal static partial int unlink(string pathname);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int flock(SafeFileHandle fd, int operation);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int fstatfs(SafeHandle fd, statfs* buf);

    [LibraryImport(Name, SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(LinuxTextMarshaller))]
    internal static partial int statx(SafeHandle dirfd, string pathname, int flags, uint mask, statx* statxbuf);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int ioctl(SafeHandle fd, nuint request, void* argument);

    [LibraryImport(Name, SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(LinuxTextMarshaller))]
    internal static partial int mount(string? source, string target, string? filesystemtype, nuint mountflags, string? data);

    [LibraryImport(Name, SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(LinuxTextMarshaller))]
    internal static partial int umount2(string target, int flags);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int setns(SafeHandle fd, int nstype);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int unshare(int flags);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int bind(SafeHandle sockfd, void* addr, uint addrlen);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int getsockname(SafeHandle sockfd, void* addr, uint* addrlen);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int setsockopt(SafeHandle sockfd, int level, int optname, void* optval, uint optlen);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int getsockopt(SafeHandle sockfd, int level, int optname, void* optval, uint* optlen);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int connect(SafeHandle sockfd, void* addr, uint addrlen);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial nint sendto(SafeHandle sockfd, void* buf, nuint len, int flags, void* dest_addr, uint addrlen);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial nint recv(SafeHandle sockfd, void* buf, nuint len, int flags);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int socket(int domain, int type, int protocol);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int socketpair(int domain, int type, int protocol, int* sv);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial nint sendmsg(SafeHandle sockfd, msghdr* msg, int flags);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial nint recvmsg(SafeHandle sockfd, msghdr* msg, int flags);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int sendmmsg(SafeHandle sockfd, mmsghdr* msgvec, uint vlen, int flags);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int poll(pollfd* fds, nuint nfds, int timeout);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int pipe2(int* pipefd, int flags);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial nint read(SafeHandle fd, void* buf, nuint count);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial nint readv(SafeHandle fd, iovec* iov, int iovcnt);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial nint write(SafeHandle fd, void* buf, nuint count);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial nint pwrite(SafeHandle fd, void* buf, nuint count, long offset);

    [LibraryImport(Name, SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(LinuxTextMarshaller))]
    internal static partial int memfd_create(string name, uint flags);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial void* mmap(void* addr, nuint length, int prot, int flags, SafeHandle fd, long offset);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int munmap(void* addr, nuint length);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int waitid(int idtype, uint id, siginfo_t* infop, int options);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int epoll_create1(int flags);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int epoll_ctl(SafeHandle epfd, int op, SafeHandle fd, void* @event);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int epoll_wait(SafeHandle epfd, void* events, int maxevents, int timeout);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int eventfd(uint initval, int flags);

    [LibraryImport(Name, EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint epoll_pwait2(nint number, SafeHandle epfd, void* events, nint maxevents, timespec* timeout, nint sigmask, nint sigsetsize);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial nint syscall(nint number, nint argument1, nint argument2, nint argument3, nint argument4, nint argument5);

    [LibraryImport(Name)]
    internal static partial uint geteuid();

    [LibraryImport(Name)]
    internal static partial uint getegid();

    [LibraryImport(Name)]
    internal static partial int getpwuid_r(uint uid, passwd* pwd, byte* buf, nuint buflen, passwd** result);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(LinuxTextMarshaller))]
    internal static partial int posix_spawn(int* pid, string path, void* file_actions, void* attrp, byte** argv, byte** envp);

    [LibraryImport(Name)]
    internal static partial int posix_spawn_file_actions_init(void* file_actions);

    [LibraryImport(Name)]
    internal static partial int posix_spawn_file_actions_destroy(void* file_actions);

    [LibraryImport(Name)]
    internal static partial int posix_spawn_file_actions_adddup2(void* file_actions, int fildes, int newfildes);

    [LibraryImport(Name)]
    internal static partial int posix_spawnattr_init(void* attr);

    [LibraryImport(Name)]
    internal static partial int posix_spawnattr_destroy(void* attr);

    [LibraryImport(Name)]
    internal static partial int posix_spawnattr_setflags(void* attr, short flags);

    [LibraryImport(Name)]
    internal static partial int posix_spawnattr_setsigmask(void* attr, void* sigmask);
}
