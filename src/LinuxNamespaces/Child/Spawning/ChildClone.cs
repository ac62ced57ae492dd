using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Child;

/// <summary>Starts a child by clone. It shares the memory of this process until it executes a program, so the cost does not depend on the size of this process.</summary>
internal static unsafe class ChildClone
{
    /// <summary>
    /// The flags that suspend the calling thread until the child no longer uses the memory of this process. Only then can the child start with the shared
    /// descriptor table instead of a copy, since no descriptor is closed that it still has to take over.
    /// </summary>
    internal const ulong VforkFlags = Linux.CLONE_VFORK | Linux.CLONE_FILES;

    // The size of the structure in the first kernel that had it, without the cgroup.
    private const int CLONE_ARGS_SIZE_VER0 = 64;

    private static readonly Lazy<bool> s_hasClone3 = new(() =>
    {
        nint result = Libc.syscall(SystemCall.clone3.Number, 0, 0, 0, 0, 0);
        Errno error = SystemCalls.LastError;
        return result != -1 || (error != Errno.ENOSYS && error != Errno.EPERM);
    });

    /// <summary>Gets whether clone3 is available. It is not on kernels before 5.3 and in containers whose seccomp filter rejects unknown calls.</summary>
    internal static bool HasClone3 => s_hasClone3.Value;

    /// <summary>Starts the child.</summary>
    /// <param name="namespaces">The namespaces to create, as flags of clone.</param>
    /// <exception cref="ChildFailedException">The clone failed.</exception>
    internal static StartingChild Start(ChildProgram program, ReadOnlySpan<long> slots, ulong namespaces, SafeFileHandle? cgroup, int firstStep, ChildCarrier carrier)
    {
        ChildMemory memory = new(program.Size);
        try
        {
            program.Write(memory.Span, (ulong)memory.Address, slots, firstStep);
            ChildHeader* header = (ChildHeader*)memory.Address;
            nint processId = Clone(header, namespaces, cgroup, carrier);
            return processId > 0
                ? new StartingChild((int)processId, new SafeFileHandle((int)header->Process, ownsHandle: true), memory)
                : throw new ChildFailedException(ChildFailedException.CloneStep, new Errno((int)-processId));
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }

    /// <summary>Clones the process. Returns the process ID or a negative errno. The program of the child begins with a <see cref="DescriptorCloser"/>.</summary>
    /// <param name="more">Additional flags of clone: the namespaces and <see cref="VforkFlags"/>.</param>
    internal static nint Clone(ChildHeader* header, ulong more, SafeFileHandle? cgroup, ChildCarrier carrier)
    {
        ulong flags = Linux.CLONE_VM | Linux.CLONE_PIDFD | more;
        int* pidfd = &header->Process;
        if (!carrier.HasClone3)
        {
            header->CloneNumber = SystemCall.clone.Number;
            header->CloneArgument0 = (long)flags;
            header->CloneArgument2 = (long)pidfd;
            return ChildCode.Spawn(header);
        }

        clone_args arguments = new() { flags = flags | Linux.CLONE_CLEAR_SIGHAND, pidfd = (ulong)pidfd };
        header->CloneNumber = SystemCall.clone3.Number;
        header->CloneArgument0 = (long)&arguments;
        header->CloneArgument1 = CLONE_ARGS_SIZE_VER0;
        if (cgroup is null)
        {
            return ChildCode.Spawn(header);
        }

        using DescriptorLease lease = new(cgroup);
        arguments.flags |= Linux.CLONE_INTO_CGROUP;
        arguments.cgroup = (ulong)lease.Descriptor;
        header->CloneArgument1 = sizeof(clone_args);
        return ChildCode.Spawn(header);
    }
}
