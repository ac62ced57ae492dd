using LinuxNamespaces.Cni.Plugins;

namespace LinuxNamespaces.Cni.Tests.Plugins;

/// <summary>A directory with the program under the names of the plugins.</summary>
internal static class ProgramDirectory
{
    /// <summary>Gets the program that was built with the tests, or the one that LNS_CNI_PLUGINS names, such as a published one.</summary>
    private static string Program => Environment.GetEnvironmentVariable("LNS_CNI_PLUGINS") is { Length: > 0 } path ? path : Path.Combine(AppContext.BaseDirectory, "cni-plugins");

    internal static string Create(string parent)
    {
        string directory = Directory.CreateDirectory(Path.Combine(parent, "bin")).FullName;
        foreach (string name in PluginTable.Names.Append(NetavarkHost.DriverName))
        {
            File.CreateSymbolicLink(Path.Combine(directory, name), Program);
        }

        return directory;
    }
}
