using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Child;

/// <summary>Starts a child that has memory of its own: the table is a program, which is executed.</summary>
internal static class ChildLauncher
{
    private const string Name = "LinuxNamespaces";

    internal static ChildBirth Start(ChildRequest request, ChildDescriptors descriptors)
    {
        using SafeFileHandle image = LauncherImage.Create(request.Program, descriptors.Slots);
        using DescriptorLease lease = new(image);
        if (!ChildCode.IsMapped)
        {
            return PosixSpawn.Start(lease.Descriptor, Name, descriptors.Numbers);
        }

        ChildProgram outer = new();
        foreach (long descriptor in descriptors.Numbers)
        {
            outer.Add(SystemCall.fcntl, descriptor, Linux.F_SETFD, 0);
        }

        outer.Add(SystemCall.execveat, lease.Descriptor, outer.Text(string.Empty), outer.Strings([Name], "argv"), outer.Strings([], "envp"), Linux.AT_EMPTY_PATH);
        long[] slots = outer.Slots.ToArray();
        slots[outer.Report.Value] = descriptors.Slots[request.Program.Report.Value];
        return ChildClone.Start(outer, slots, namespaces: 0, request.Cgroup, firstStep: request.Program.StepCount);
    }
}
