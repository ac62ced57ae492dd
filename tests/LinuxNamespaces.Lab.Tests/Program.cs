using LinuxNamespaces.Processes;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace LinuxNamespaces.Lab.Tests;

/// <summary>The tests, and what they run in a process of its own.</summary>
internal static class Program
{
    /// <summary>The argument of a program that starts a lab, tells what is in it, and stays.</summary>
    internal const string KeepVerb = "keep";

    private static Task<int> Main(string[] args) =>
        args is [KeepVerb] ? KeepAsync()
        : args.Any(arg => arg is "--server" or "--internal-msbuild-node") ? TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
        : ConsoleRunner.Run(args);

    private static async Task<int> KeepAsync()
    {
        NetworkLab lab = new();
        LabSwitch lan = lab.AddSwitch("lan");
        LabHost a = lab.AddHost("a"), b = lab.AddHost("b");
        lab.Connect(a, lan);
        lab.Connect(b, lan);
        await lab.StartAsync();
        NamespaceProcess process = a.Start("sleep", "1000");
        Console.WriteLine($"{process.Id} {a.Namespace} {b.Namespace}");
        await Task.Delay(Timeout.Infinite);
        return 0;
    }
}
