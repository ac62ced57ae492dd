using System.Globalization;
using LinuxNamespaces.Processes;
using LinuxNamespaces.Samples.NsTools.Running;

namespace LinuxNamespaces.Samples.NsTools.Nsenter;

/// <summary>What the library is to do for nsenter.</summary>
internal static class NsenterStart
{
    // After the name of the line and the real one.
    private const int EffectiveId = 2;

    // What the kernel shows of an id that a user namespace does not have.
    private const uint Nobody = 65534;

    internal static NamespaceProcessStartInfo Describe(NsenterRequest request, IReadOnlyList<string> operands)
    {
        List<NamespaceHandle> joined = NsenterHandles.OpenAll(request);
        bool user = joined.Exists(handle => handle.Type == NamespaceTypes.User);
        bool setsIds = user && !request.PreserveCredentials;
        uint? userId = request.FollowsUser ? Follow(request, "Uid:", joined, (user, id) => user.UserInside(id)) : request.User ?? (setsIds ? 0 : null);
        uint? groupId = request.FollowsGroup ? Follow(request, "Gid:", joined, (user, id) => user.GroupInside(id)) : request.Group ?? (setsIds ? 0 : null);
        if (joined.Count == 0)
        {
            throw new ToolException("no namespace specified");
        }

        // Groups that cannot be dropped are kept, unless that fails on both sides of a user namespace.
        bool maySetGroups = CapabilitySets.GetPermittedOfCaller().Contains(Capability.Setgid) && File.ReadAllText("/proc/self/setgroups").StartsWith("allow", StringComparison.Ordinal);
        string? root = request.TakesRoot ? request.RootPath : null;
        // Another root alone leaves the working directory where it is; another mount namespace does not.
        bool stays = root is not null && !joined.Exists(handle => handle.Type == NamespaceTypes.Mount);
        string? working = request.TakesWorkingDirectory ? request.WorkingDirectory ?? $"/proc/{request.Target}/cwd" : stays ? "." : null;
        (string program, string[] arguments, string? name) = Launch.ProgramOf(operands);
        NamespaceProcessStartInfo info = new(program, arguments)
        {
            ArgumentZero = name,
            PreserveCredentials = !setsIds,
            UserId = userId,
            GroupId = groupId,
            SupplementaryGroups = groupId is null || user == maySetGroups ? null : [],
            Capabilities = request.KeepCapabilities && user ? new CapabilitySets { Ambient = CapabilitySets.GetSupported() } : null,
            Root = root is null ? null : ProcessRoot.ChrootOfCaller(root),
            CallerWorkingDirectory = request.InnerWorkingDirectory is null ? working : null,
            WorkingDirectory = request.InnerWorkingDirectory,
            ClearEnvironment = request.TakesEnvironment,
            InheritDescriptors = true,
        };
        joined.ForEach(info.JoinNamespaces.Add);
        foreach ((string variable, string value) in request.TakesEnvironment ? EnvironmentOf(request.Target!.Value) : [])
        {
            info.Environment[variable] = value;
        }

        return info;
    }

    // The id of the target, as the user namespace that is entered has it.
    private static uint Follow(NsenterRequest request, string field, List<NamespaceHandle> joined, Func<UserNamespace, uint, uint?> translate)
    {
        uint id;
        try
        {
            id = uint.Parse(File.ReadLines($"/proc/{request.Target}/status").First(line => line.StartsWith(field, StringComparison.Ordinal)).Split('\t')[EffectiveId], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            throw new ToolException($"cannot open /proc/{request.Target}/: {Errno.ENOENT.Description}");
        }

        if (joined.Find(handle => handle.Type == NamespaceTypes.User) is not { } handle)
        {
            return id;
        }

        using UserNamespace user = UserNamespace.Open(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{handle.DangerousGetHandle()}"));
        return translate(user, id) ?? Nobody;
    }

    private static IEnumerable<(string Name, string Value)> EnvironmentOf(int processId) =>
        LinuxText.Decode(ReadEnvironment($"/proc/{processId}/environ")).Split('\0')
            .Select(variable => variable.Split('=', 2))
            .Where(parts => parts.Length == 2 && parts[0].Length > 0)
            .Select(parts => (parts[0], parts[1]));

    private static byte[] ReadEnvironment(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (UnauthorizedAccessException)
        {
            throw new ToolException($"cannot open {path}: {Errno.EACCES.Description}");
        }
    }
}
