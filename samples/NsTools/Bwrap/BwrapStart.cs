using System.Runtime.InteropServices;
using LinuxNamespaces.Processes;
using LinuxNamespaces.Samples.NsTools.Running;

namespace LinuxNamespaces.Samples.NsTools.Bwrap;

/// <summary>What the library is to do for bwrap.</summary>
internal static class BwrapStart
{
    // uname(2).
    private const int MaxHostName = 64;

    private const string JoiningFailed = "Joining specified user namespace failed";

    /// <param name="ready">What is done when the sandbox has its namespaces; null for nothing.</param>
    internal static NamespaceProcessStartInfo Describe(BwrapRequest request, string[] command, Action<int>? ready = null)
    {
        bool user = request.New.HasFlag(NamespaceTypes.User);
        bool mapped = user && request.UserBlockDescriptor is null;
        (uint uid, uint gid) = (request.User ?? UserDatabase.User, request.Group ?? UserDatabase.Group);
        bool asRoot = user && request.Files.NeedsRoot && uid != 0;
        NamespaceProcessStartInfo info = new(command[0], command[1..])
        {
            ArgumentZero = request.ArgumentZero,
            NewNamespaces = request.New,
            IdMap = !user ? null : !mapped ? IdMap.Unmapped : asRoot ? IdMap.CurrentUserAsRoot : MapOf(uid, UserDatabase.User, gid, UserDatabase.Group),
            InnerIdMap = mapped && (asRoot || request.DisableUsers) ? asRoot ? MapOf(uid, 0, gid, 0) : MapOf(uid, uid, gid, gid) : null,
            InnerUserNamespace = Open(request.InnerUserDescriptor, NamespaceTypes.User, "Setting userns2 failed"),
            DisableUserNamespaces = request.DisableUsers,
            RequireNoUserNamespaces = request.DisableUsers || request.AssertUsersDisabled,
            PreserveCredentials = true,
            UserId = request.UserDescriptor is null ? null : request.User,
            GroupId = request.UserDescriptor is null ? null : request.Group,
            NamespacesReady = ready,
            LoopbackUp = request.New.HasFlag(NamespaceTypes.Network),
            HostName = CheckHostName(request.HostName),
            Root = ProcessRoot.Empty,
            WorkingDirectory = request.WorkingDirectory,
            PassWorkingDirectory = request.WorkingDirectory is null,
            Init = request.HasInit ? ProcessInit.BuiltIn : ProcessInit.Program,
            InitStays = request.HasInit && request.New.HasFlag(NamespaceTypes.Pid),
            ClearEnvironment = request.ClearEnvironment,
            NewSession = request.NewSession,
            ParentDeathSignal = request.DieWithParent ? BwrapRequest.Kill : null,
            Capabilities = request.Capabilities.ToSets(user || request.UserDescriptor is not null),
            NoNewPrivileges = true,
        };
        request.Files.Mounts.ForEach(info.Mounts.Add);
        request.LockFiles.ForEach(info.LockFiles.Add);
        request.Filters.ForEach(filter => info.SeccompFilters.Add(filter));
        AddDescriptors(request, info);
        AddEnvironment(request, info);
        Join(info, Open(request.UserDescriptor, NamespaceTypes.User, JoiningFailed));
        Join(info, Open(request.New.HasFlag(NamespaceTypes.Pid) ? null : request.PidDescriptor, NamespaceTypes.Pid, "Setting pidns failed"));
        return info;
    }

    private static IdMap MapOf(uint user, uint outsideUser, uint group, uint outsideGroup) =>
        new() { Users = [new IdRange(user, outsideUser)], Groups = [new IdRange(group, outsideGroup)] };

    private static void AddDescriptors(BwrapRequest request, NamespaceProcessStartInfo info)
    {
        foreach ((int number, SafeHandle handle) in Descriptors.ForSandbox())
        {
            if (request.HasInit && request.SyncDescriptors.Contains(number))
            {
                info.HeldDescriptors.Add(handle);
            }
            else
            {
                info.Descriptors.Add(number, handle);
            }
        }
    }

    private static void AddEnvironment(BwrapRequest request, NamespaceProcessStartInfo info)
    {
        foreach ((string name, string? value) in request.Variables)
        {
            info.Environment[name] = value;
        }

        if (request.WorkingDirectory is { } working)
        {
            info.Environment["PWD"] = working;
            return;
        }

        info.PreferredDirectories.Add(Environment.CurrentDirectory);
        string? inherited = request.ClearEnvironment ? null : LinuxText.GetEnvironmentVariables().GetValueOrDefault("HOME");
        if ((request.Variables.TryGetValue("HOME", out string? given) ? given : inherited) is { Length: > 0 } home)
        {
            info.PreferredDirectories.Add(home);
        }

        info.PreferredDirectories.Add("/");
    }

    // It would be refused as an argument.
    private static string? CheckHostName(string? name) => name is null || LinuxText.Encode(name).Length <= MaxHostName
        ? name
        : throw new ToolException($"Can't set hostname to {name}: {Errno.EINVAL.Description}");

    private static void Join(NamespaceProcessStartInfo info, NamespaceHandle? handle)
    {
        if (handle is not null)
        {
            info.JoinNamespaces.Add(handle);
        }
    }

    private static NamespaceHandle? Open(int? descriptor, NamespaceTypes type, string failure)
    {
        if (descriptor is not { } number)
        {
            return null;
        }

        if (!Descriptors.IsThere(number))
        {
            throw new ToolException($"{failure}: {Errno.EBADF.Description}");
        }

        NamespaceHandle handle = new(number, ownsHandle: true);
        Errno error = Errno.EINVAL;
        try
        {
            if (handle.Type == type)
            {
                return handle;
            }
        }
        catch (LinuxException e) when (e.Errno != Errno.ENOTTY)
        {
            error = e.Errno;
        }
        catch (LinuxException)
        {
            // It is no namespace.
        }

        throw new ToolException(error == Errno.EINVAL && failure == JoiningFailed ? BwrapWords.NoDescendant : $"{failure}: {error.Description}");
    }
}
