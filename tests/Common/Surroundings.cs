using System.Runtime.CompilerServices;

namespace LinuxNamespaces.TestTools;

/// <summary>What processes that tests start inherit.</summary>
internal static class Surroundings
{
    /// <summary>Has programs of the runtime make no socket and no pipe for a debugger in the temporary folder: tests kill some of them, which would leave these there.</summary>
    [ModuleInitializer]
    internal static void DisableDiagnostics() => Environment.SetEnvironmentVariable("DOTNET_EnableDiagnostics", "0");
}
