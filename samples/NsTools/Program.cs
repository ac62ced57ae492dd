using LinuxNamespaces.Samples.NsTools;

return Tools.Run(Environment.GetCommandLineArgs()[0], args);
