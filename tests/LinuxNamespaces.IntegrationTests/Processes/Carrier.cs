using LinuxNamespaces.Child;
using LinuxNamespaces.Processes;

namespace LinuxNamespaces.IntegrationTests.Processes;

/// <summary>The ways to start a child, which tests choose where the library does so by itself.</summary>
public enum Carrier
{
    Automatic,
    Launcher,
    LauncherWithoutClone3,
    LauncherByPosixSpawn,
}

internal static class CarrierExtensions
{
    /// <summary>Has all processes started this way until it is disposed of.</summary>
    internal static IDisposable Force(this Carrier carrier)
    {
        ProcessSetup.ForceLauncher = carrier == Carrier.Launcher;
        ChildClone.IsClone3Forbidden = carrier == Carrier.LauncherWithoutClone3;
        ChildCode.IsForbidden = carrier == Carrier.LauncherByPosixSpawn;
        return new Release();
    }

    private sealed class Release : IDisposable
    {
        public void Dispose()
        {
            ProcessSetup.ForceLauncher = false;
            ChildClone.IsClone3Forbidden = false;
            ChildCode.IsForbidden = false;
        }
    }
}
