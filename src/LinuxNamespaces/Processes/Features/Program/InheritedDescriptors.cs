using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Processes;

/// <summary>The descriptors that execve(2) would pass on.</summary>
internal static class InheritedDescriptors
{
    private const int FirstFurther = 3;

    /// <summary>The further descriptors of a process: those that are given to it, and the inherited ones when it is to have them.</summary>
    internal static IReadOnlyDictionary<int, SafeHandle> Add(NamespaceProcessStartInfo info)
    {
        Dictionary<int, SafeHandle> all = new(info.Descriptors);
        if (info.InheritDescriptors)
        {
            foreach (int number in List())
            {
                all.TryAdd(number, new SafeFileHandle(number, ownsHandle: false));
            }
        }

        return all;
    }

    /// <summary>Their numbers.</summary>
    internal static List<int> List()
    {
        const string own = "/proc/self/fd";
        using ProcDirectory? directory = ProcDirectory.TryOpen(own);
        List<int> numbers = directory?.TryList(".") ?? throw SystemCalls.Failure(SystemCalls.LastError, "list the descriptors of this process", own, PathRemedy.ForProc);
        numbers.RemoveAll(number => number < FirstFurther || !IsPassedOn(number));
        return numbers;
    }

    private static bool IsPassedOn(int number)
    {
        nint flags = Libc.syscall(SystemCall.fcntl.Number, number, Linux.F_GETFD, 0, 0, 0);
        return flags >= 0 && (flags & Linux.FD_CLOEXEC) == 0;
    }
}
