namespace LinuxNamespaces.Samples.NsTools;

/// <summary>What a tool says about itself.</summary>
internal static class Information
{
    internal static void Write(Tool tool, string option)
    {
        if (option == "version")
        {
            Version? version = typeof(NamespaceHandle).Assembly.GetName().Version;
            Console.WriteLine($"{tool.Name} from LinuxNamespaces {version?.ToString(3)}");
            return;
        }

        tool.WriteHelp(Console.Out);
    }
}
