using System.Globalization;
using System.Runtime.InteropServices;
using LinuxNamespaces.Processes;

namespace LinuxNamespaces.Stress;

/// <summary>The parent-death signal comes when the parent is killed, not when the thread ends that started the child.</summary>
internal static class ParentDeathMode
{
    internal const string InnerVerb = "parent-death-inner";
    private const string Plain = "plain";
    private const string WithInit = "init";
    private const string Born = "born again";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    internal static (bool Passed, string Line) Run()
    {
        string[] kinds = [Plain, WithInit, Born];
        string[] outcomes = [.. kinds.Select(RunParent)];
        return (outcomes.All(outcome => outcome == "alive, then gone"), string.Join(", ", kinds.Zip(outcomes, (kind, outcome) => $"{kind}: {outcome}")));
    }

    /// <summary>The parent: starts a child by a thread that ends, and tells the number of the child.</summary>
    internal static (bool Passed, string Line) RunInner(string kind)
    {
        NamespaceProcess? child = null;
        Thread thread = new(() => child = NamespaceProcess.Start(ChildOf(kind)));
        thread.Start();
        thread.Join();
        // The kernel sends the signal when the thread is gone for good, which is after the runtime says so.
        Thread.Sleep(300);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{child!.Id} {!child.HasExited}"));
        Thread.Sleep(Timeout.Infinite);
        return (false, string.Empty);
    }

    private static NamespaceProcessStartInfo ChildOf(string kind)
    {
        bool privileged = Environment.IsPrivilegedProcess;
        NamespaceTypes user = privileged ? NamespaceTypes.None : NamespaceTypes.User;
        return new NamespaceProcessStartInfo("/bin/sleep", "1000")
        {
            ParentDeathSignal = PosixSignal.SIGTERM,
            NewNamespaces = kind == Plain ? NamespaceTypes.None : user | (kind == WithInit ? NamespaceTypes.Pid : NamespaceTypes.Time),
            IdMap = kind == Plain || privileged ? null : IdMap.CurrentUserAsRoot,
            Init = kind == WithInit ? ProcessInit.BuiltIn : ProcessInit.Program,
            UserId = kind == Born ? 0 : null,
        };
    }

    private static string RunParent(string kind)
    {
        using NamespaceProcess parent = NamespaceProcess.Start(new(Self.Command[0], [.. Self.Command[1..], InnerVerb, kind]) { StandardOutput = ProcessStream.Pipe });
        using StreamReader reader = new(parent.StandardOutput.AsStream());
        if (reader.ReadLine()?.Split(' ') is not [string id, string alive])
        {
            return "nothing was started";
        }

        if (alive != bool.TrueString)
        {
            return "gone with the thread";
        }

        using NamespaceProcess child = NamespaceProcess.Attach(int.Parse(id, CultureInfo.InvariantCulture));
        parent.Kill();
        if (child.WaitForExitAsync().Wait(s_patience))
        {
            return "alive, then gone";
        }

        child.Kill();
        return "alive without its parent";
    }
}
