using System.Text;
using LinuxNamespaces.Processes;
using LinuxNamespaces.Samples.NsTools.Options;
using LinuxNamespaces.Samples.NsTools.Running;

namespace LinuxNamespaces.Samples.NsTools.Nsenter;

/// <summary>What the library is to do for nsenter.</summary>
internal static class NsenterStart
{
    internal static NamespaceProcessStartInfo Describe(NsenterRequest request, IReadOnlyList<string> operands)
    {
        (string program, string[] arguments, string? name) = Launch.ProgramOf(operands);
        List<NamespaceHandle> joined = OpenAll(request);
        bool user = joined.Exists(handle => handle.Type == NamespaceTypes.User);
        bool setsIds = user && !request.PreserveCredentials;
        uint? userId = Follow(request, request.User, "Uid:", "uid") ?? (setsIds ? 0 : null);
        uint? groupId = Follow(request, request.Group, "Gid:", "gid") ?? (setsIds ? 0 : null);
        // Groups that cannot be dropped are kept, unless that fails on both sides of a user namespace.
        bool maySetGroups = CapabilitySets.OfCaller.Contains(Capability.Setgid) && File.ReadAllText("/proc/self/setgroups").StartsWith("allow", StringComparison.Ordinal);
        string? root = request.TakesRoot ? request.Root ?? $"/proc/{request.Target}/root" : null;
        if (request.Root is { } given && !Path.Exists(given))
        {
            throw new ToolException($"cannot open {given}: {Errno.ENOENT.Description}");
        }

        // Another root alone leaves the working directory where it is; another mount namespace does not.
        bool stays = root is not null && !joined.Exists(handle => handle.Type == NamespaceTypes.Mount);
        string? working = request.TakesWorkingDirectory ? request.WorkingDirectory ?? $"/proc/{request.Target}/cwd" : stays ? "." : null;
        NamespaceProcessStartInfo info = new(program, arguments)
        {
            ArgumentZero = name,
            PreserveCredentials = !setsIds,
            UserId = userId,
            GroupId = groupId,
            SupplementaryGroups = groupId is null || user == maySetGroups ? null : [],
            Capabilities = request.KeepCapabilities && user ? new CapabilitySets { Ambient = CapabilitySets.Supported } : null,
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

    private static List<NamespaceHandle> OpenAll(NsenterRequest request)
    {
        List<NamespaceHandle> joined = [];
        foreach ((_, NamespaceTypes type, string file) in NsenterRequest.Kinds)
        {
            if (type == NamespaceTypes.Network && request.NetSocket is { } socket)
            {
                joined.Add(OpenSocket(request.Target!.Value, socket));
                continue;
            }

            bool named = request.Files.TryGetValue(type, out string? path);
            if (!named && !request.All)
            {
                continue;
            }

            NamespaceHandle handle = Open(path ?? $"/proc/{request.Target}/ns/{file}", $"ns/{file}", named ? "cannot open {0}" : "stat of {0} failed");
            if (handle.Type != type)
            {
                throw Refuse($"ns/{file}");
            }

            if (type != NamespaceTypes.User || !IsOwn(handle))
            {
                joined.Add(handle);
            }
            else if (named)
            {
                throw Refuse($"ns/{file}");
            }
        }

        if (request.UserParent)
        {
            joined.Add(ParentUserNamespace(joined));
        }

        return joined;
    }

    private static NamespaceHandle Open(string path, string name, string failed)
    {
        try
        {
            return NamespaceHandle.Open(path);
        }
        catch (LinuxException e)
        {
            throw new ToolException($"{failed.Replace("{0}", path, StringComparison.Ordinal)}: {e.Errno.Description}");
        }
        catch (InvalidDataException)
        {
            throw Refuse(name);
        }
    }

    private static ToolException Refuse(string name) => new($"reassociate to namespace '{name}' failed: {Errno.EINVAL.Description}");

    private static NamespaceHandle OpenSocket(int target, int descriptor)
    {
        try
        {
            return NamespaceHandle.OpenSocket(target, descriptor);
        }
        catch (LinuxException e)
        {
            string call = e.Operation.Split('(', ')')[1];
            throw new ToolException($"{(call.StartsWith("pidfd", StringComparison.Ordinal) ? call : $"ioctl({descriptor}, {call})")}: {e.Errno.Description}");
        }
    }

    private static bool IsOwn(NamespaceHandle handle)
    {
        using Namespace own = Namespace.OpenCurrent(handle.Type);
        return own.Identity == handle.Identity;
    }

    // That which owns another namespace, or the one above the user namespace itself.
    private static NamespaceHandle ParentUserNamespace(List<NamespaceHandle> joined)
    {
        NamespaceHandle? user = joined.Find(handle => handle.Type == NamespaceTypes.User);
        NamespaceHandle from = user ?? joined.FirstOrDefault() ?? throw new ToolException("no namespace to get the parent user namespace from");
        joined.RemoveAll(handle => handle.Type == NamespaceTypes.User);
        return from.OpenOwner() ?? throw new ToolException($"failed to open parent ns of {from.Type}: {Errno.EPERM.Description}");
    }

    private static uint? Follow(NsenterRequest request, string? argument, string field, string what)
    {
        if (argument != "follow")
        {
            return argument is null ? null : Numbers.ParseId(argument, what);
        }

        string line = File.ReadLines($"/proc/{request.Target}/status").First(line => line.StartsWith(field, StringComparison.Ordinal));
        return Numbers.ParseId(line.Split('\t')[1], what);
    }

    private static IEnumerable<(string Name, string Value)> EnvironmentOf(int processId) =>
        Encoding.UTF8.GetString(ReadEnvironment($"/proc/{processId}/environ")).Split('\0')
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
