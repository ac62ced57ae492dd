namespace LinuxNamespaces.Samples.NsTools.Options;

/// <summary>The help text of a tool.</summary>
internal static class HelpText
{
    private const int Column = 28;

    internal static void Write(Tool tool, TextWriter writer)
    {
        writer.WriteLine();
        writer.WriteLine("Usage:");
        writer.WriteLine($" {tool.Name} {tool.Synopsis}");
        writer.WriteLine();
        writer.WriteLine(tool.Purpose);
        writer.WriteLine();
        writer.WriteLine("Options:");
        foreach (Option option in tool.Options)
        {
            string name = $" {(option.Short is { } letter ? $"-{letter}, " : "    ")}--{option.Long}{Describe(option)}";
            writer.WriteLine(name.Length < Column ? $"{name.PadRight(Column)}{option.Help}" : $"{name}\n{new string(' ', Column)}{option.Help}");
        }
    }

    private static string Describe(Option option) => option.Argument switch
    {
        ArgumentRule.None => string.Empty,
        ArgumentRule.Optional => $"[={option.Value}]",
        _ => $" {option.Value}",
    };
}
