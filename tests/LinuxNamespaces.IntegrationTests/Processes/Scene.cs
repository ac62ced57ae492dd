using System.Text.Json;
using FluentAssertions;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Processes;

/// <summary>A shell in namespaces of its own, which other people's tools look at from outside and from inside.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private static readonly (NamespaceTypes Type, string Name)[] s_kinds =
    [
        (NamespaceTypes.Cgroup, "cgroup"), (NamespaceTypes.Ipc, "ipc"), (NamespaceTypes.Mount, "mnt"), (NamespaceTypes.Network, "net"),
        (NamespaceTypes.Pid, "pid"), (NamespaceTypes.Time, "time"), (NamespaceTypes.User, "user"), (NamespaceTypes.Uts, "uts"),
    ];

    // A command that prints nothing is not waited for without end.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly NamespaceProcess _process;
    private readonly bool _hasUser;

    private Scene(NamespaceProcess process, bool hasUser)
    {
        _process = process;
        _hasUser = hasUser;
    }

    internal int Id => _process.Id;

    internal static async Task<Scene> StartAsync(NamespaceProcessStartInfo startInfo)
    {
        Scene scene = new(NamespaceProcess.Start(startInfo, TestContext.Current.CancellationToken), startInfo.NewNamespaces.HasFlag(NamespaceTypes.User));
        try
        {
            await scene.AskAsync("echo ready");
            scene.ShouldBeElsewhere(startInfo.NewNamespaces);
            return scene;
        }
        catch
        {
            await scene.DisposeAsync();
            throw;
        }
    }

    /// <summary>The shell, with what is the same in all scenes.</summary>
    /// <param name="types">The kinds of which it has namespaces of its own.</param>
    /// <param name="asOrdinaryUser">Whether it needs no privileges of the caller: it then has a user namespace too.</param>
    internal static NamespaceProcessStartInfo Shell(
        NamespaceTypes types, bool asOrdinaryUser, string? hostName = null, TimeOffsets? timeOffsets = null, ProcessInit init = ProcessInit.Program)
    {
        if (!asOrdinaryUser)
        {
            Require.Privileges();
        }

        return new NamespaceProcessStartInfo("sh")
        {
            NewNamespaces = types | (asOrdinaryUser ? NamespaceTypes.User : NamespaceTypes.None),
            IdMap = asOrdinaryUser ? IdMap.CurrentUserAsRoot : null,
            HostName = hostName,
            TimeOffsets = timeOffsets,
            Init = init,
            StandardInput = ProcessStream.Pipe,
            StandardOutput = ProcessStream.Pipe,
        };
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    /// <summary>Has the shell run a command.</summary>
    /// <returns>The only line that the command prints.</returns>
    internal async Task<string> AskAsync(string command)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(s_patience);
        await _process.StandardInput.WriteAsync(command + "\n", deadline.Token);
        await foreach (string line in _process.StandardOutput.ReadLinesAsync(deadline.Token))
        {
            return line;
        }

        throw new InvalidOperationException($"'{command}' was not answered: {await _process.WaitForExitAsync(TestContext.Current.CancellationToken)}");
    }

    /// <summary>Runs a tool in namespaces of the scene.</summary>
    /// <param name="options">What nsenter(1) is told to enter besides the user namespace.</param>
    internal string Enter(string options, params string[] command) =>
        Tool.Run("nsenter", ["--target", $"{Id}", .. _hasUser ? new[] { "--user", "--preserve-credentials" } : [], .. options.Split(' '), "--", .. command]);

    /// <summary>Reads a file about the shell, as it is seen from outside.</summary>
    internal string Read(string file) => File.ReadAllText($"/proc/{Id}/{file}");

    /// <summary>What /proc tells about a process, as it is seen from outside.</summary>
    internal static string StatusOf(string processId, string field) =>
        File.ReadLines($"/proc/{processId}/status").Single(line => line.StartsWith(field + ":", StringComparison.Ordinal))[(field.Length + 1)..].Trim();

    /// <summary>readlink(1) and lsns(8) have to agree that the shell is elsewhere in these kinds, and only in these.</summary>
    private void ShouldBeElsewhere(NamespaceTypes types)
    {
        Dictionary<string, string> listed = JsonDocument.Parse(ListNamespaces()).RootElement.GetProperty("namespaces").EnumerateArray()
            .ToDictionary(entry => entry.GetProperty("type").GetString()!, entry => $"{entry.GetProperty("type").GetString()}:[{entry.GetProperty("ns")}]");
        foreach ((NamespaceTypes type, string name) in s_kinds)
        {
            string there = Tool.Run("readlink", $"/proc/{Id}/ns/{name}").Trim();
            string here = Tool.Run("readlink", $"/proc/{Environment.ProcessId}/ns/{name}").Trim();
            (there != here).Should().Be(types.HasFlag(type), $"of {types} {name} is {there}, and outside {here}");
            listed[name].Should().Be(there);
        }
    }

    private string ListNamespaces()
    {
        const int attempts = 10;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return Tool.Run("lsns", "-J", "-p", $"{Id}", "-o", "NS,TYPE");
            }
            catch (InvalidOperationException) when (attempt < attempts)
            {
                // lsns fails when any process ends while it looks at all of them.
            }
        }
    }
}
