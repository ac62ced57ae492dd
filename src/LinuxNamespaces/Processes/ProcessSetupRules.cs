
namespace LinuxNamespaces.Processes;

/// <summary>What can be seen to be wrong before anything is done.</summary>
internal static class ProcessSetupRules
{
    // __NEW_UTS_LEN of linux/utsname.h.
    private const int MaxNameBytes = 64;

    internal static void Check(NamespaceProcessStartInfo info, NamespaceTypes join)
    {
        NamespaceTypes present = info.NewNamespaces;
        if ((present & join) != 0)
        {
            throw new ArgumentException($"A process is in one namespace of each kind: {present & join} cannot be both new and joined.");
        }

        RequireNew(info.IdMap is not null, NamespaceTypes.User, nameof(info.IdMap));
        RequireNew(info.TimeOffsets is not null, NamespaceTypes.Time, nameof(info.TimeOffsets));
        RequireNewOrJoined(info.HostName is not null, NamespaceTypes.Uts, nameof(info.HostName));
        RequireNewOrJoined(info.DomainName is not null, NamespaceTypes.Uts, nameof(info.DomainName));
        RequireNewOrJoined(info.Mounts.Any(mount => mount.NeedsMountNamespace), NamespaceTypes.Mount, nameof(info.Mounts));
        RequireNewOrJoined(info.MountsBeforeRoot.Any(mount => mount.NeedsMountNamespace), NamespaceTypes.Mount, nameof(info.MountsBeforeRoot));
        RequireNew(info.Root is { IsChroot: false }, NamespaceTypes.Mount, nameof(info.Root));
        RequireNew(info.LoopbackUp, NamespaceTypes.Network, nameof(info.LoopbackUp));
        RequireNew(info.UserNamespaceOwner is not null, NamespaceTypes.User, nameof(info.UserNamespaceOwner));
        foreach (NamespaceTypes type in info.PinNamespaces.Keys)
        {
            RequireNew(true, type, $"{nameof(info.PinNamespaces)}[{type}]");
        }

        CheckName(info.HostName, nameof(info.HostName));
        CheckName(info.DomainName, nameof(info.DomainName));
        CheckStreams(info);
        if (info.IdMap is { Users.Count: 0, Groups.Count: 0, AllowSetGroups: null, IsUnmapped: false })
        {
            throw new ArgumentException("The id map has neither users nor groups. IdMap.Unmapped says that none are wanted.");
        }

        if (info.InnerIdMap is { Users.Count: 0, Groups.Count: 0 })
        {
            throw new ArgumentException($"{nameof(info.InnerIdMap)} has neither users nor groups.");
        }

        if (info.InnerIdMap is { AllowSetGroups: true })
        {
            throw new ArgumentException(
                $"{nameof(info.InnerIdMap)} cannot have AllowSetGroups: its map is written by the process itself, which the kernel allows only where setgroups(2) is denied. Set {nameof(info.InnerUserNamespace)} instead.");
        }

        CheckFilter(info.SeccompFilter);
        for (int i = 0; i < info.MoreSeccompFilters.Count; i++)
        {
            CheckFilter(info.MoreSeccompFilters[i]);
        }

        if (info.CpuAffinity is { } processors && (processors.Count == 0 || processors.Any(processor => processor is < 0 or > 8191)))
        {
            throw new ArgumentException("The processors to run on are at least one, by numbers from 0 on.");
        }

        int directories = (info.WorkingDirectory is not null ? 1 : 0) + (info.CallerWorkingDirectory is not null ? 1 : 0) + (info.PreferredDirectories.Count > 0 ? 1 : 0);
        if (directories > 1)
        {
            throw new ArgumentException("There is one working directory: WorkingDirectory, CallerWorkingDirectory or PreferredDirectories.");
        }

        if (info.CallerWorkingDirectory is not null && info.Root is { IsChroot: false })
        {
            throw new ArgumentException("CallerWorkingDirectory is outside of the root directory, from where the process could reach all files of the caller: set WorkingDirectory instead.");
        }

        if (info.DisableUserNamespaces && info.InnerIdMap is null)
        {
            throw new ArgumentException("Who could raise the limit again must not be root in the namespace that has it: set InnerIdMap too.");
        }

        if (info.InnerUserNamespace is not null && info.InnerIdMap is not null)
        {
            throw new ArgumentException("There is one inner user namespace: InnerUserNamespace or InnerIdMap.");
        }

        foreach ((ResourceLimit limit, ResourceLimitValue value) in info.Limits)
        {
            if ((value.Soft ?? ulong.MaxValue) > (value.Hard ?? ulong.MaxValue))
            {
                throw new ArgumentException($"The soft limit of {limit} is above the hard one.");
            }
        }

        if (info.InitStays && info.Init != ProcessInit.BuiltIn)
        {
            throw new ArgumentException("Only the built-in init stays: set Init to ProcessInit.BuiltIn too.");
        }

        if (info.ControllingTerminal && !info.NewSession)
        {
            throw new ArgumentException("Only a new session can take a controlling terminal: set NewSession too.");
        }

        void RequireNew(bool wanted, NamespaceTypes type, string what)
        {
            if (wanted && !present.HasFlag(type))
            {
                throw new ArgumentException($"{what} needs a new {type} namespace: add NamespaceTypes.{type} to NewNamespaces.");
            }
        }

        void RequireNewOrJoined(bool wanted, NamespaceTypes type, string what)
        {
            if (wanted && !(present | join).HasFlag(type))
            {
                throw new ArgumentException($"{what} would change the {type} namespace of the caller: add NamespaceTypes.{type} to NewNamespaces, or join one.");
            }
        }
    }

    /// <summary>What cannot be had when the process takes the place of the caller.</summary>
    internal static void CheckReplacing(NamespaceProcessStartInfo info)
    {
        string? impossible =
            new[] { info.StandardInput, info.StandardOutput, info.StandardError }.Any(stream => stream.IsPipe) ? "a pipe as a standard stream"
            : new[] { info.StandardInput, info.StandardOutput, info.StandardError }.Any(stream => stream.IsTerminal) ? "a terminal of its own as a standard stream"
            : info.Init == ProcessInit.BuiltIn ? $"{nameof(ProcessInit)}.{nameof(ProcessInit.BuiltIn)}"
            : info.PinNamespaces.ContainsKey(NamespaceTypes.Pid) ? $"{nameof(info.PinNamespaces)}[{nameof(NamespaceTypes.Pid)}]"
            : info.NamespacesReady is not null ? nameof(info.NamespacesReady)
            : info.CgroupDirectory is not null ? nameof(info.CgroupDirectory)
            : info.ParentDeathSignal is not null ? nameof(info.ParentDeathSignal)
            : null;
        if (impossible is not null)
        {
            throw new ArgumentException($"A program that takes the place of the caller cannot have {impossible}, which needs a caller that stays: use NamespaceProcess.Start.");
        }
    }

    private static void CheckFilter(ReadOnlyMemory<byte> filter)
    {
        if (filter.Length % 8 != 0 || filter.Length / 8 > 4096)
        {
            throw new ArgumentException($"A seccomp filter is 1 to 4096 instructions of 8 bytes, not {filter.Length} bytes.");
        }
    }

    private static void CheckName(string? name, string parameter)
    {
        if (name is not null && (name.Contains('\0', StringComparison.Ordinal) || LinuxText.CountBytes(name) > MaxNameBytes))
        {
            throw new ArgumentException($"The {parameter} has more than {MaxNameBytes} bytes or contains a NUL character.");
        }
    }

    private static void CheckStreams(NamespaceProcessStartInfo info)
    {
        ArgumentNullException.ThrowIfNull(info.StandardInput);
        ArgumentNullException.ThrowIfNull(info.StandardOutput);
        ArgumentNullException.ThrowIfNull(info.StandardError);
        foreach (System.Runtime.InteropServices.SafeHandle held in info.HeldDescriptors)
        {
            ArgumentNullException.ThrowIfNull(held);
        }

        foreach ((int number, System.Runtime.InteropServices.SafeHandle handle) in info.Descriptors)
        {
            ArgumentNullException.ThrowIfNull(handle);
            if (number is < 3 or > 65535)
            {
                throw new ArgumentException($"A further descriptor has a number from 3 to 65535, not {number}; 0 to 2 are the standard streams.");
            }
        }
    }
}
