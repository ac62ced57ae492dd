using System.Text;

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
        RequireNew(info.Init == ProcessInit.BuiltIn, NamespaceTypes.Pid, $"{nameof(ProcessInit)}.{nameof(ProcessInit.BuiltIn)}");
        RequireNewOrJoined(info.HostName is not null, NamespaceTypes.Uts, nameof(info.HostName));
        RequireNewOrJoined(info.DomainName is not null, NamespaceTypes.Uts, nameof(info.DomainName));
        RequireNewOrJoined(info.Mounts.Any(mount => mount.NeedsMountNamespace), NamespaceTypes.Mount, nameof(info.Mounts));
        RequireNew(info.Root is { IsChroot: false }, NamespaceTypes.Mount, nameof(info.Root));
        CheckName(info.HostName, nameof(info.HostName));
        CheckName(info.DomainName, nameof(info.DomainName));
        CheckStreams(info);
        if (info.IdMap is { } map && (map.Users.Count == 0 || map.Groups.Count == 0))
        {
            throw new ArgumentException($"The id map has no {(map.Users.Count == 0 ? "users" : "groups")}.");
        }

        if (info.SeccompFilter.Length % 8 != 0 || info.SeccompFilter.Length / 8 > 4096)
        {
            throw new ArgumentException($"A seccomp filter is 1 to 4096 instructions of 8 bytes, not {info.SeccompFilter.Length} bytes.");
        }

        if (info.CpuAffinity is { } processors && (processors.Count == 0 || processors.Any(processor => processor is < 0 or > 8191)))
        {
            throw new ArgumentException("The processors to run on are at least one, by numbers from 0 on.");
        }

        foreach ((ResourceLimit limit, ResourceLimitValue value) in info.Limits)
        {
            if ((value.Soft ?? ulong.MaxValue) > (value.Hard ?? ulong.MaxValue))
            {
                throw new ArgumentException($"The soft limit of {limit} is above the hard one.");
            }
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

    private static void CheckName(string? name, string parameter)
    {
        if (name is not null && (name.Contains('\0', StringComparison.Ordinal) || Encoding.UTF8.GetByteCount(name) > MaxNameBytes))
        {
            throw new ArgumentException($"The {parameter} has more than {MaxNameBytes} bytes or contains a NUL character.");
        }
    }

    private static void CheckStreams(NamespaceProcessStartInfo info)
    {
        ArgumentNullException.ThrowIfNull(info.StandardInput);
        ArgumentNullException.ThrowIfNull(info.StandardOutput);
        ArgumentNullException.ThrowIfNull(info.StandardError);
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
