using LinuxNamespaces;
using LinuxNamespaces.Samples.NsTools;

Output.Open();
return Tools.Run(Environment.GetCommandLineArgs()[0], [.. LinuxText.GetCommandLineArguments()]);
