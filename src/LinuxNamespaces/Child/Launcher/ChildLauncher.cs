using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Child;

/// <summary>Starts a child with its own memory: the table is executed as a program.</summary>
internal static class ChildLauncher
{
    internal const string Name = "LinuxNamespaces";

    // The value 2 forbids executing memfd files; Documentation/admin-guide/sysctl/vm.rst.
    private const string NoExecute = "/proc/sys/vm/memfd_noexec";

    private static readonly Lazy<bool> s_memoryIsExecutable = new(() =>
        !File.Exists(NoExecute) || File.ReadAllText(NoExecute).Trim() != "2");

    /// <summary>Gets whether memfd files can be executed.</summary>
    internal static bool MemoryIsExecutable => s_memoryIsExecutable.Value;

    internal static StartingChild Start(ChildRequest request, ChildDescriptors descriptors)
    {
        using SafeFileHandle image = LauncherImage.Create(request.Program, descriptors.Slots, MemoryIsExecutable);
        using DescriptorLease lease = new(image);
        if (!request.Carrier.HasCode)
        {
            return PosixSpawn.Start(lease.Descriptor, Name, descriptors.Numbers, request.Carrier);
        }

        ChildProgram outer = new();
        int[] kept = [.. descriptors.Numbers, lease.Descriptor];
        outer.AddCloser(kept.Length);
        foreach (int descriptor in descriptors.Numbers)
        {
            outer.Add(SystemCall.fcntl, descriptor, Linux.F_SETFD, 0);
        }

        outer.Add(SystemCall.execveat, lease.Descriptor, outer.Text(string.Empty), outer.Strings([Name]), outer.Strings([]), Linux.AT_EMPTY_PATH);
        long[] slots = outer.Slots.ToArray();
        outer.Closer!.Keep(kept, slots);
        slots[outer.Report.Value] = descriptors.Slots[request.Program.Report.Value];
        return ChildClone.Start(outer, slots, namespaces: 0, request.Cgroup, firstStep: request.Program.StepCount, request.Carrier);
    }
}
