using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace LinuxNamespaces.IntegrationTests;

/// <summary>The tests, and what they run in a process of its own, where the mounts are others or system calls fail.</summary>
internal static class Program
{
    private const string CreateVerb = "create";

    /// <summary>The command that creates a namespace with a name and tells what was there before, how it went, and what is there then.</summary>
    internal static string CreateCommand(string name) => $"'{Path.Combine(AppContext.BaseDirectory, "LinuxNamespaces.IntegrationTests")}' {CreateVerb} '{name}'";

    private static Task<int> Main(string[] args) =>
        args is [CreateVerb, string name] ? Task.FromResult(Create(name))
        : args.Any(arg => arg is "--server" or "--internal-msbuild-node") ? TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
        : ConsoleRunner.Run(args);

    private static int Create(string name)
    {
        // From the first use on the library keeps a thread and a descriptor of its own.
        NetNamespace.Create().Dispose();
        Console.WriteLine(Leaks.Snapshot());
        try
        {
            NetNamespace.Create(name).Dispose();
            Console.WriteLine("created");
        }
        catch (LinuxException e)
        {
            Console.WriteLine(e.Message);
        }

        Console.WriteLine(Leaks.Snapshot());
        foreach (string mount in File.ReadLines("/proc/self/mountinfo").Where(line => line.Contains(" /run", StringComparison.Ordinal)))
        {
            Console.WriteLine(mount);
        }

        return 0;
    }
}
