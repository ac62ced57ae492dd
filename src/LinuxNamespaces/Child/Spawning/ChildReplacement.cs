using System.Runtime.InteropServices;
using System.Text;
using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Child;

/// <summary>Replaces the program of this process by a table. No process is created, so there are no reports.</summary>
internal static unsafe class ChildReplacement
{
    /// <summary>Executes the table. It returns only if that fails.</summary>
    internal static Errno Execute(ChildProgram program, List<(StepArgument Slot, SafeHandle Handle)> descriptors)
    {
        long[] slots = program.Slots.ToArray();
        foreach ((StepArgument slot, SafeHandle handle) in descriptors)
        {
            slots[slot.Value] = handle.DangerousGetHandle();
        }

        using SafeFileHandle image = LauncherImage.Create(program, slots, ChildLauncher.MemoryIsExecutable);
        using DescriptorLease lease = new(image);
        SetCloseOnExec(descriptors, 0);
        byte empty = 0;
        fixed (byte* name = Encoding.UTF8.GetBytes(ChildLauncher.Name + '\0'))
        {
            byte** arguments = stackalloc byte*[] { name, null };
            byte** environment = stackalloc byte*[] { null };
            _ = Libc.syscall(SystemCall.execveat.Number, lease.Descriptor, (nint)(&empty), (nint)arguments, (nint)environment, Linux.AT_EMPTY_PATH);
        }

        Errno error = SystemCalls.LastError;
        SetCloseOnExec(descriptors, Linux.FD_CLOEXEC);
        return error;
    }

    private static void SetCloseOnExec(List<(StepArgument Slot, SafeHandle Handle)> descriptors, int flag)
    {
        foreach ((_, SafeHandle handle) in descriptors)
        {
            _ = Libc.syscall(SystemCall.fcntl.Number, handle.DangerousGetHandle(), Linux.F_SETFD, flag, 0, 0);
        }
    }
}
