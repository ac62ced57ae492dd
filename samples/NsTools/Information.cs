namespace LinuxNamespaces.Samples.NsTools;

/// <summary>What a tool says about itself.</summary>
internal static class Information
{
    internal static void Write(Tool tool, string option)
    {
        if (option == "version")
        {
            Version? version = typeof(NamespaceHandle).Assembly.GetName().Version;
            Output.Write(writer => writer.WriteLine($"{tool.Name} from LinuxNamespaces {version?.ToString(3)}"));
            return;
        }

        Output.Write(tool.WriteHelp);
    }
}
