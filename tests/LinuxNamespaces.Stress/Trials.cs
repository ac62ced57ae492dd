using LinuxNamespaces.Processes;

namespace LinuxNamespaces.Stress;

/// <summary>Processes of all sorts, which ones by number, and what has to come of each.</summary>
internal sealed class Trials : IDisposable
{
    private static readonly NamespaceTypes[] s_sets =
    [
        NamespaceTypes.Ipc, NamespaceTypes.Uts, NamespaceTypes.Pid, NamespaceTypes.Mount, NamespaceTypes.Cgroup, NamespaceTypes.Network, NamespaceTypes.Time,
        NamespaceTypes.Pid | NamespaceTypes.Mount | NamespaceTypes.Ipc | NamespaceTypes.Uts | NamespaceTypes.Cgroup,
    ];

    private readonly bool _needsUser = !Environment.IsPrivilegedProcess;
    private readonly NamespaceProcess _holder;
    private readonly List<Namespace> _alive;
    private readonly List<Namespace> _dead;
    private int _failures;
    private int _namespaces;

    internal Trials()
    {
        _holder = NamespaceProcess.Start(InNamespaces(NamespaceTypes.Pid, "/bin/sleep", "1000000"));
        _alive = Open(_holder);
        // A PID namespace whose first process is gone can be entered, but nothing can be born there any more.
        using NamespaceProcess gone = NamespaceProcess.Start(InNamespaces(NamespaceTypes.Pid, "/bin/sleep", "1000000"));
        _dead = Open(gone);
        // What waits for pipes begins when there is nothing to read yet, which chance may put off beyond the first look at descriptors.
        Speak("late", "sleep 0.2");

        List<Namespace> Open(NamespaceProcess process) =>
            [process.OpenNamespace(NamespaceTypes.Pid), .. _needsUser ? [process.OpenNamespace(NamespaceTypes.User)] : Array.Empty<Namespace>()];
    }

    /// <summary>How many failed as they should.</summary>
    internal int Failures => _failures;

    /// <summary>How many had namespaces of their own.</summary>
    internal int Namespaces => _namespaces;

    public void Dispose()
    {
        _alive.ForEach(item => item.Dispose());
        _dead.ForEach(item => item.Dispose());
        _holder.Dispose();
    }

    /// <summary>Starts one and sees it end.</summary>
    /// <exception cref="InvalidOperationException">It is not what it should be.</exception>
    internal void Run(int number)
    {
        int code = number % 256;
        string exit = $"exit {code}";
        switch (number % 20)
        {
            case 3 or 10 or 17:
                Fail(new NamespaceProcessStartInfo("/nonexistent/program"), Errno.ENOENT, ProcessStage.Execute);
                break;
            case 5:
                Fail(InNamespaces(NamespaceTypes.Uts, "/etc/passwd"), Errno.EACCES, ProcessStage.Execute);
                break;
            case 14:
                Fail(Joining(_dead, "/bin/true"), Errno.ENOMEM, ProcessStage.EnterPidNamespace);
                break;
            case 9:
                Succeed(InNamespaces(NamespaceTypes.Pid, ProcessInit.BuiltIn, "/bin/sh", "-c", exit), $"exit code {code}");
                break;
            case 4 or 19:
                Succeed(InNamespaces(s_sets[number / 20 % s_sets.Length], "/bin/sh", "-c", exit), $"exit code {code}");
                break;
            case 8:
                Succeed(new NamespaceProcessStartInfo("/bin/sh", "-c", "kill -9 $$"), "signal 9");
                break;
            case 1 or 11:
                Speak($"line {number}", "true");
                break;
            case 6 or 16:
                Succeed(new NamespaceProcessStartInfo("sh", "-c", exit), $"exit code {code}");
                break;
            case 12:
                Succeed(Joining(_alive, "/bin/sh", "-c", exit), $"exit code {code}");
                break;
            case 2 or 7:
                Succeed(new NamespaceProcessStartInfo("/bin/false"), "exit code 1");
                break;
            default:
                Succeed(new NamespaceProcessStartInfo("/bin/true"), "exit code 0");
                break;
        }
    }

    private static NamespaceProcessStartInfo Joining(List<Namespace> namespaces, string program, params string[] arguments)
    {
        NamespaceProcessStartInfo info = new(program, arguments);
        namespaces.ForEach(info.JoinNamespaces.Add);
        return info;
    }

    private static void Speak(string line, string before)
    {
        using NamespaceProcess process = NamespaceProcess.Start(new("/bin/sh", "-c", $"{before}; echo {line}") { StandardInput = ProcessStream.Null, StandardOutput = ProcessStream.Pipe });
        using StreamReader reader = new(process.StandardOutput.AsStream());
        Expect(reader.ReadToEnd(), line + "\n");
        Expect(process.WaitForExit().ToString(), "exit code 0");
    }

    private static void Succeed(NamespaceProcessStartInfo info, string expected)
    {
        using NamespaceProcess process = NamespaceProcess.Start(info);
        // Both ways of waiting, as chance will have it.
        ExitStatus status = process.Id % 2 == 0 ? process.WaitForExit() : process.WaitForExitAsync().GetAwaiter().GetResult();
        Expect(status.ToString(), expected);
    }

    private static void Expect(string? actual, string expected)
    {
        if (actual != expected)
        {
            throw new InvalidOperationException($"'{actual}' instead of '{expected}'");
        }
    }

    private void Fail(NamespaceProcessStartInfo info, Errno errno, ProcessStage stage)
    {
        try
        {
            NamespaceProcess.Start(info).Dispose();
        }
        catch (ChildSetupException e) when (e.Errno == errno && e.Step.Stage == stage)
        {
            Interlocked.Increment(ref _failures);
            return;
        }

        throw new InvalidOperationException($"{info.FileName} was started");
    }

    private NamespaceProcessStartInfo InNamespaces(NamespaceTypes types, string program, params string[] arguments) =>
        InNamespaces(types, ProcessInit.Program, program, arguments);

    private NamespaceProcessStartInfo InNamespaces(NamespaceTypes types, ProcessInit init, string program, params string[] arguments)
    {
        Interlocked.Increment(ref _namespaces);
        return new NamespaceProcessStartInfo(program, arguments)
        {
            NewNamespaces = types | (_needsUser ? NamespaceTypes.User : NamespaceTypes.None),
            IdMap = _needsUser ? IdMap.CurrentUserAsRoot : null,
            Init = init,
        };
    }
}
