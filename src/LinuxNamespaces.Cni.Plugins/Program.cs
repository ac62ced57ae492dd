using LinuxNamespaces.Cni;
using LinuxNamespaces.Cni.Plugins;

// The program is each of the plugins, by the name that it is called by. What the runtime calls the command line begins with the file itself.
string commandLine = File.ReadAllText("/proc/self/cmdline");
string name = Path.GetFileName(commandLine[..Math.Max(commandLine.IndexOf('\0', StringComparison.Ordinal), 0)]);
if (name == NetavarkHost.DriverName)
{
    return NetavarkHost.Run(args);
}

if (PluginTable.Find(name) is { } plugin)
{
    return CniHost.Run(plugin, PluginTable.CreateOptions(name));
}

Console.Error.WriteLine($"Call this program by the name of a plugin, such as by a symbolic link: {string.Join(", ", PluginTable.Names)}, or {NetavarkHost.DriverName} for podman.");
return 2;
