using System.Globalization;
using System.Text;

namespace LinuxNamespaces.Samples.NsTools.Bwrap;

/// <summary>What is told about the sandbox from outside, and what it waits for.</summary>
internal sealed class BwrapStatus(BwrapRequest request)
{
    private static readonly (NamespaceTypes Type, string Name)[] s_kinds =
    [
        (NamespaceTypes.Cgroup, "cgroup"), (NamespaceTypes.Ipc, "ipc"), (NamespaceTypes.Mount, "mnt"),
        (NamespaceTypes.Network, "net"), (NamespaceTypes.Pid, "pid"), (NamespaceTypes.Uts, "uts"),
    ];

    private FileStream? _status;

    /// <summary>Whether the sandbox has to wait until something is told or done.</summary>
    internal bool IsWanted => (request.InfoDescriptor ?? request.StatusDescriptor ?? request.BlockDescriptor ?? request.UserBlockDescriptor) is not null;

    /// <summary>Tells of the sandbox when it has its namespaces, and waits for what it is to wait for.</summary>
    internal void Tell(int processId)
    {
        if (request.InfoDescriptor is { } info)
        {
            using FileStream stream = Open(info);
            Write(stream, $"{{\n    \"child-pid\": {processId}{DescribeNamespaces(processId, "\n    ")}\n}}\n");
        }

        if (request.StatusDescriptor is { } status)
        {
            _status = Open(status);
            Write(_status, $"{{ \"child-pid\": {processId}{DescribeNamespaces(processId, " ")} }}\n");
        }

        if (request.UserBlockDescriptor is { } user)
        {
            Descriptors.Await(user);
        }

        if (request.BlockDescriptor is { } block)
        {
            Descriptors.Await(block);
        }
    }

    /// <summary>Tells how it ended.</summary>
    internal void TellExit(int exitCode)
    {
        if (_status is not null)
        {
            Write(_status, $"{{ \"exit-code\": {exitCode} }}\n");
            _status.Dispose();
        }
    }

    private string DescribeNamespaces(int processId, string separator)
    {
        StringBuilder text = new();
        foreach ((NamespaceTypes type, string name) in s_kinds)
        {
            if (request.New.HasFlag(type))
            {
                using Namespace created = Namespace.OpenProcess(processId, type);
                text.Append(CultureInfo.InvariantCulture, $",{separator}\"{name}-namespace\": {created.Identity.Inode}");
            }
        }

        return text.ToString();
    }

    private static FileStream Open(int descriptor)
    {
        try
        {
            return Descriptors.Open(descriptor, FileAccess.Write);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ToolException($"Write to info_fd: {Errno.EBADF.Description}");
        }
    }

    private static void Write(FileStream stream, string text)
    {
        try
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ToolException($"Write to info_fd: {Errno.EBADF.Description}");
        }
    }
}
