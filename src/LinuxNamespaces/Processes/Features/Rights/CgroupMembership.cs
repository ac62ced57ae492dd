using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Processes;

/// <summary>The cgroup that the process is created in; cgroups(7).</summary>
internal sealed class CgroupMembership(SetupContext context) : ProcessFeature(context), IDisposable
{
    private SafeFileHandle? _directory;
    private StepArgument? _slot;

    internal override string? NeedsCaller => Info.CgroupDirectory is not null ? nameof(Info.CgroupDirectory) : null;

    public void Dispose() => _directory?.Dispose();

    /// <summary>Opens the directory.</summary>
    /// <returns>The directory, or <c>null</c> if none is asked for.</returns>
    internal SafeFileHandle? Open()
    {
        if (Info.CgroupDirectory is not { } path)
        {
            return null;
        }

        SafeFileHandle directory = SystemCalls.TryOpen(Mount.CheckPath(path, nameof(path)), Linux.O_PATH);
        _directory = directory.IsInvalid ? throw SystemCalls.Failure(SystemCalls.LastError, "open cgroup", path) : directory;
        return directory;
    }

    internal override void Declare()
    {
        if (Info.CgroupDirectory is not null && !Info.Carrier.CanBeBornInCgroup)
        {
            _slot = Context.Declare("cgroup");
        }
    }

    internal override void Bind(ChildRequest request)
    {
        if (_slot is { } slot)
        {
            request.Descriptors.Add((slot, _directory!));
        }
    }

    /// <summary>Enters the cgroup where the kernel has not created the process in it.</summary>
    internal void Compile()
    {
        if (_slot is { } cgroup)
        {
            // As early as possible. 0 is the process that writes it.
            Context.Stage = ProcessStage.CreateProcess;
            Context.WriteTo(cgroup, "cgroup.procs", "0");
            Context.CloseIfConfined(cgroup);
            Context.Stage = ProcessStage.Prepare;
        }
    }

    internal override string? Explain(in FailedStep step) => step.Stage == ProcessStage.CreateProcess ? Explain(step.Errno) : null;

    /// <summary>Explains why the process could not be created in the cgroup.</summary>
    internal string? Explain(Errno errno)
    {
        if (Info.CgroupDirectory is not { } directory)
        {
            return null;
        }

        string? Read(string file) => ProcSelf.TryRead(Path.Combine(directory, file))?.Trim();
        return errno == Errno.EBADF && !File.Exists(Path.Combine(directory, "cgroup.procs")) ? "CgroupDirectory is not the directory of a cgroup of version 2."
            : errno == Errno.EACCES || errno == Errno.EPERM ? "It needs the right to write cgroup.procs in CgroupDirectory, and in the nearest cgroup above both it and that of the caller."
            : errno == Errno.EBUSY && Read("cgroup.subtree_control") is { Length: > 0 } controllers ? $"The cgroup has handed down controllers ({controllers}, in cgroup.subtree_control), so it takes no processes itself."
            : errno == Errno.EOPNOTSUPP && Read("cgroup.type") is { } type && type != "domain" ? $"The type of the cgroup is '{type}'; it has to be 'domain'."
            : errno == Errno.EAGAIN && Read("pids.max") is { } most && most == Read("pids.current") ? $"The cgroup has as many processes as its pids.max allows, {most}."
            : null;
    }
}
