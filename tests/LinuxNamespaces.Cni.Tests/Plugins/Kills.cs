using System.Globalization;

namespace LinuxNamespaces.Cni.Tests.Plugins;

/// <summary>How often programs are killed. LNS_CNI_KILLS sets another number for a longer run.</summary>
internal static class Kills
{
    internal static int Count(int usual) => int.TryParse(Environment.GetEnvironmentVariable("LNS_CNI_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out int wanted) ? wanted : usual;
}
