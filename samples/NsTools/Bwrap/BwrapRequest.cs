using System.Globalization;
using System.Runtime.InteropServices;
using LinuxNamespaces.Samples.NsTools.Running;

namespace LinuxNamespaces.Samples.NsTools.Bwrap;

/// <summary>What bwrap is asked for.</summary>
internal sealed class BwrapRequest
{
    /// <summary>SIGKILL, which has no name in .NET.</summary>
    internal const PosixSignal Kill = (PosixSignal)9;

    private bool _seccompOnce;

    // With "-try", which --unshare-all implies, a user namespace is asked for and not insisted on.
    private bool _insistsOnUser;

    /// <summary>"help" or "version".</summary>
    internal string? Information { get; private set; }

    internal bool LevelPrefix { get; private set; }

    internal NamespaceTypes New { get; private set; } = NamespaceTypes.Mount;

    internal string? ArgumentZero { get; private set; }

    internal int? UserDescriptor { get; private set; }

    internal int? PidDescriptor { get; private set; }

    /// <summary>The user namespace that is entered last.</summary>
    internal int? InnerUserDescriptor { get; private set; }

    internal bool DisableUsers { get; private set; }

    internal bool AssertUsersDisabled { get; private set; }

    internal uint? User { get; private set; }

    internal uint? Group { get; private set; }

    internal string? HostName { get; private set; }

    internal string? WorkingDirectory { get; private set; }

    internal bool ClearEnvironment { get; private set; }

    internal Dictionary<string, string?> Variables { get; } = new(StringComparer.Ordinal);

    internal List<string> LockFiles { get; } = [];

    internal BwrapFiles Files { get; } = new();

    /// <summary>Descriptors that filters of system calls are read from.</summary>
    internal List<int> FilterDescriptors { get; } = [];

    internal List<byte[]> Filters { get; } = [];

    /// <summary>What is to be open for as long as the sandbox lives.</summary>
    internal HashSet<int> SyncDescriptors { get; } = [];

    internal int? BlockDescriptor { get; private set; }

    internal int? UserBlockDescriptor { get; private set; }

    internal int? InfoDescriptor { get; private set; }

    internal int? StatusDescriptor { get; private set; }

    internal bool NewSession { get; private set; }

    internal bool DieWithParent { get; private set; }

    internal bool AsPidOne { get; private set; }

    /// <summary>Whether a process stays above the program: in a PID namespace, or to keep what is to be kept.</summary>
    internal bool HasInit => !AsPidOne && (New.HasFlag(NamespaceTypes.Pid) || LockFiles.Count > 0 || SyncDescriptors.Count > 0);

    internal BwrapCapabilities Capabilities { get; } = new();

    internal void DeleteTemporaryFiles() => Files.DeleteTemporaryFiles();

    internal void FinishOptions()
    {
        Files.Finish();
        Refuse(_insistsOnUser && UserDescriptor is not null, "--userns not compatible --unshare-user");
        Refuse(New.HasFlag(NamespaceTypes.User) && UserDescriptor is not null, "--userns not compatible --unshare-user-try");
        Refuse(UserBlockDescriptor is not null && !_insistsOnUser, "--userns-block-fd requires --unshare-user");
        Refuse(UserBlockDescriptor is not null && InfoDescriptor is null, "--userns-block-fd requires --info-fd");
        Refuse(DisableUsers && !_insistsOnUser, "--disable-userns requires --unshare-user");
        Refuse(DisableUsers && UserBlockDescriptor is not null, "--disable-userns is not compatible with  --userns-block-fd");
        FilterDescriptors.ForEach(descriptor => Filters.Add(ReadFilter(descriptor)));
    }

    internal void Set(string option, string[] values)
    {
        if (!SetNamespaces(option, values) && !SetEnvironment(option, values) && !SetMonitoring(option, values) && !SetRights(option, values))
        {
            Files.Set(option, values);
        }
    }

    /// <summary>What is implied, and what cannot go together.</summary>
    internal void Check()
    {
        Refuse(Filters.Exists(filter => filter.Length == 0), BwrapWords.NoFilter);
        if (UserDatabase.User != 0 && UserDescriptor is null)
        {
            // Only root makes namespaces without one.
            New |= NamespaceTypes.User;
        }

        if (!New.HasFlag(NamespaceTypes.Pid) && PidDescriptor is null)
        {
            Files.ShareProc();
        }

        bool user = New.HasFlag(NamespaceTypes.User) || UserDescriptor is not null;
        Refuse(User is not null && User != UserDatabase.User && !user, "Specifying --uid requires --unshare-user or --userns");
        Refuse(Group is not null && Group != UserDatabase.Group && !user, "Specifying --gid requires --unshare-user or --userns");
        Refuse(HostName is not null && !New.HasFlag(NamespaceTypes.Uts), "Specifying --hostname requires --unshare-uts");
        Refuse(AsPidOne && !New.HasFlag(NamespaceTypes.Pid), "Specifying --as-pid-1 requires --unshare-pid");
        Refuse(AsPidOne && LockFiles.Count > 0, "Specifying --as-pid-1 and --lock-file is not permitted");
    }

    private static void Refuse(bool condition, string message)
    {
        if (condition)
        {
            throw new ToolException(message);
        }
    }

    private static uint ParseId(string text, string what) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint id) && id <= int.MaxValue ? id : throw new ToolException($"Invalid {what}: {text}");

    private static string CheckVariable(string option, string name) =>
        name.Length > 0 && !name.Contains('=', StringComparison.Ordinal) ? name : throw new ToolException($"{option} failed");

    private bool SetNamespaces(string option, string[] values)
    {
        switch (option)
        {
            case "unshare-all":
                New |= NamespaceTypes.User | NamespaceTypes.Ipc | NamespaceTypes.Pid | NamespaceTypes.Network | NamespaceTypes.Uts | NamespaceTypes.Cgroup;
                return true;
            case "share-net":
                New &= ~NamespaceTypes.Network;
                return true;
            case "unshare-user":
                _insistsOnUser = true;
                New |= NamespaceTypes.User;
                return true;
            case "unshare-user-try":
                New |= NamespaceTypes.User;
                return true;
            case "unshare-ipc":
                New |= NamespaceTypes.Ipc;
                return true;
            case "unshare-pid":
                New |= NamespaceTypes.Pid;
                return true;
            case "unshare-net":
                New |= NamespaceTypes.Network;
                return true;
            case "unshare-uts":
                New |= NamespaceTypes.Uts;
                return true;
            case "unshare-cgroup" or "unshare-cgroup-try":
                New |= NamespaceTypes.Cgroup;
                return true;
            case "userns":
                UserDescriptor = Descriptors.Take(values[0]);
                return true;
            case "pidns":
                PidDescriptor = Descriptors.Take(values[0]);
                return true;
            case "userns2":
                InnerUserDescriptor = Descriptors.Take(values[0]);
                return true;
            case "assert-userns-disabled":
                AssertUsersDisabled = true;
                return true;
            case "disable-userns":
                DisableUsers = true;
                return true;
            case "uid":
                User = ParseId(values[0], "uid");
                return true;
            case "gid":
                Group = ParseId(values[0], "gid");
                return true;
            case "hostname":
                HostName = values[0];
                return true;
            default:
                return false;
        }
    }

    private bool SetEnvironment(string option, string[] values)
    {
        switch (option)
        {
            case "help" or "version":
                Information = option;
                return true;
            case "not-a-security-boundary":
                // It forgives failures of steps that are a single one here, which does all or nothing.
                return true;
            case "level-prefix":
                LevelPrefix = true;
                return true;
            case "argv0":
                ArgumentZero = ArgumentZero is null ? values[0] : throw new ToolException("--argv0 used multiple times");
                return true;
            case "chdir":
                WorkingDirectory = values[0];
                return true;
            case "clearenv":
                ClearEnvironment = true;
                Variables.Clear();
                return true;
            case "setenv":
                Variables[CheckVariable(option, values[0])] = values[1];
                return true;
            case "unsetenv":
                Variables[CheckVariable(option, values[0])] = null;
                return true;
            default:
                return false;
        }
    }

    private bool SetMonitoring(string option, string[] values)
    {
        switch (option)
        {
            case "lock-file":
                LockFiles.Add(values[0]);
                return true;
            case "sync-fd":
                SyncDescriptors.Add(Descriptors.Parse(values[0]));
                return true;
            case "block-fd":
                BlockDescriptor = Descriptors.Take(values[0]);
                return true;
            case "userns-block-fd":
                UserBlockDescriptor = Descriptors.Take(values[0]);
                return true;
            case "info-fd":
                InfoDescriptor = Descriptors.Take(values[0]);
                return true;
            case "json-status-fd":
                StatusDescriptor = Descriptors.Take(values[0]);
                return true;
            default:
                return false;
        }
    }

    private bool SetRights(string option, string[] values)
    {
        switch (option)
        {
            case "new-session":
                NewSession = true;
                return true;
            case "die-with-parent":
                DieWithParent = true;
                return true;
            case "as-pid-1":
                AsPidOne = true;
                return true;
            case "cap-add":
                Capabilities.Add(values[0]);
                return true;
            case "cap-drop":
                Capabilities.Drop(values[0]);
                return true;
            case "seccomp" or "add-seccomp-fd":
                AddFilter(option, values[0]);
                return true;
            case "exec-label" or "file-label":
                throw new ToolException("labeling not supported on this system");
            default:
                return false;
        }
    }

    private static byte[] ReadFilter(int descriptor)
    {
        byte[] filter = Descriptors.ReadAll(descriptor, "read seccomp data");
        return filter.Length % 8 == 0 ? filter : throw new ToolException("Invalid seccomp data, must be multiple of 8");
    }

    private void AddFilter(string option, string descriptor)
    {
        bool once = option == "seccomp";
        if (FilterDescriptors.Count > 0 && once != _seccompOnce)
        {
            throw new ToolException($"--{option} cannot be combined with --{(once ? "add-seccomp-fd" : "seccomp")}");
        }

        _seccompOnce = once;
        if (once)
        {
            FilterDescriptors.Clear();
        }

        FilterDescriptors.Add(Descriptors.Take(descriptor));
    }
}
