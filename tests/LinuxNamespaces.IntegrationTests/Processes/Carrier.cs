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
    /// <summary>Has the process started this way.</summary>
    /// <returns>The same start info.</returns>
    internal static NamespaceProcessStartInfo By(this NamespaceProcessStartInfo info, Carrier carrier)
    {
        info.Carrier = carrier switch
        {
            Carrier.Launcher => new ChildCarrier { OwnMemory = true },
            Carrier.LauncherWithoutClone3 => new ChildCarrier { AllowsClone3 = false },
            Carrier.LauncherByPosixSpawn => new ChildCarrier { AllowsCode = false },
            _ => ChildCarrier.Automatic,
        };
        return info;
    }
}
