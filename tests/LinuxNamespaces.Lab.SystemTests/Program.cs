using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace LinuxNamespaces.Lab.SystemTests;

/// <summary>The tests, and what they run in a process of its own on a host of a lab.</summary>
internal static class Program
{
    /// <summary>The argument of the client of a database.</summary>
    internal const string DatabaseVerb = "database";

    private static Task<int> Main(string[] args) =>
        args is [DatabaseVerb, string connection] ? DatabaseClient.RunAsync(connection)
        : args.Any(arg => arg is "--server" or "--internal-msbuild-node") ? TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
        : ConsoleRunner.Run(args);
}
