using System.Globalization;
using LinuxNamespaces.Inspection;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Inspection;

/// <summary>A program that keeps namespaces alive in each of the ways there are, in a user and a mount namespace of its own.</summary>
internal sealed class Holder : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly List<(string What, ulong Number)> _facts = [];
    private NamespaceProcess? _process;
    private StreamReader? _lines;

    internal int Id => _process!.Id;

    /// <summary>What to look at to see this program only.</summary>
    internal NamespaceGraphOptions Options => new() { ProcessId = Id };

    internal string Directory => _directory.Path;

    internal static async Task<Holder> StartAsync()
    {
        Require.Program("gcc");
        Require.UserNamespaces();
        Holder holder = new();
        try
        {
            string program = Path.Combine(holder.Directory, "holder");
            Tool.Run("gcc", "-O2", "-Wall", "-Werror", "-pthread", "-o", program, Path.Combine(SourceDirectory(), "holder.c"));
            holder._process = NamespaceProcess.Start(
                new NamespaceProcessStartInfo(program, holder.Directory)
                {
                    NewNamespaces = NamespaceTypes.User | NamespaceTypes.Mount,
                    IdMap = IdMap.CurrentUserAsRoot,
                    StandardInput = ProcessStream.Pipe,
                    StandardOutput = ProcessStream.Pipe,
                },
                TestContext.Current.CancellationToken);
            holder._lines = new StreamReader(holder._process.StandardOutput.AsStream());
            while (await holder.ReadLineAsync() is not "ready")
            {
            }

            return holder;
        }
        catch
        {
            await holder.DisposeAsync();
            throw;
        }
    }

    /// <summary>The only number that it told of something.</summary>
    internal ulong this[string what] => _facts.Single(fact => fact.What == what).Number;

    /// <summary>All numbers that it told of something.</summary>
    internal ulong[] All(string what) => [.. _facts.Where(fact => fact.What == what).Select(fact => fact.Number)];

    /// <summary>Has it open a namespace, and leave it open.</summary>
    internal async Task<ulong> LeakAsync()
    {
        await AskAsync("leak\n");
        return _facts.Last(fact => fact.What == "leak").Number;
    }

    internal Task ReleaseAsync() => AskAsync("release\n");

    public async ValueTask DisposeAsync()
    {
        _lines?.Dispose();
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _directory.Dispose();
    }

    private static string SourceDirectory()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "LinuxNamespaces.sln")))
        {
            directory = directory.Parent;
        }

        return Path.Combine(directory!.FullName, "tests/LinuxNamespaces.IntegrationTests/Inspection");
    }

    private async Task AskAsync(string command)
    {
        await _process!.StandardInput.WriteAsync(command, TestContext.Current.CancellationToken);
        await ReadLineAsync();
    }

    private async Task<string> ReadLineAsync()
    {
        string line = await _lines!.ReadLineAsync(TestContext.Current.CancellationToken) ?? throw new InvalidOperationException("The program has ended.");
        if (line.Split(' ') is [string what, string number])
        {
            _facts.Add((what, ulong.Parse(number, CultureInfo.InvariantCulture)));
        }

        return line;
    }
}
