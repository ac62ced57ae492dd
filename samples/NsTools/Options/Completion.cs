using System.Text;

namespace LinuxNamespaces.Samples.NsTools.Options;

/// <summary>Files for the shell, by which it completes the options of the tools.</summary>
internal static class Completion
{
    /// <summary>What <c>nstools completion</c> prints: bash, zsh or fish.</summary>
    internal static int Write(string? shell, TextWriter writer)
    {
        Func<Tool, string>? format = shell switch { "bash" => Bash, "zsh" => Zsh, "fish" => Fish, _ => null };
        if (format is null)
        {
            Output.WriteError("Usage: nstools completion bash|zsh|fish\n");
            return 1;
        }

        foreach ((_, Func<Tool> create) in Tools.All)
        {
            writer.Write(format(create()));
        }

        return 0;
    }

    private static string Bash(Tool tool)
    {
        string words = string.Join(' ', tool.Options.Select(option => $"--{option.Long}"));
        return $$"""
            _nstools_{{tool.Name}}() {
                if [[ ${COMP_WORDS[COMP_CWORD]} == -* ]]; then
                    mapfile -t COMPREPLY < <(compgen -W '{{words}}' -- "${COMP_WORDS[COMP_CWORD]}")
                else
                    mapfile -t COMPREPLY < <(compgen -c -f -- "${COMP_WORDS[COMP_CWORD]}")
                fi
            }
            complete -F _nstools_{{tool.Name}} {{tool.Name}}

            """;
    }

    private static string Zsh(Tool tool)
    {
        StringBuilder text = new($"_nstools_{tool.Name}() {{\n    _arguments \\\n");
        foreach (Option option in tool.Options)
        {
            string argument = option.Argument switch { ArgumentRule.None => string.Empty, ArgumentRule.Optional => $"::{Plain(option)}:_files", _ => $":{Plain(option)}:_files" };
            text.Append($"        '--{option.Long}[{Quote(option.Help).Replace("[", "\\[", StringComparison.Ordinal).Replace("]", "\\]", StringComparison.Ordinal)}]{argument}' \\\n");
        }

        return text.Append($"        '*::command:_normal'\n}}\ncompdef _nstools_{tool.Name} {tool.Name}\n").ToString();
    }

    private static string Fish(Tool tool)
    {
        StringBuilder text = new();
        foreach (Option option in tool.Options)
        {
            string letter = option.Short is { } value ? $" -s {value}" : string.Empty;
            string required = option.Argument == ArgumentRule.Required ? " -r" : string.Empty;
            text.Append($"complete -c {tool.Name} -l {option.Long}{letter}{required} -d '{option.Help.Replace("'", "\\'", StringComparison.Ordinal)}'\n");
        }

        return text.ToString();
    }

    private static string Plain(Option option) => (option.Value ?? "value").Replace(":", " ", StringComparison.Ordinal).Replace("'", string.Empty, StringComparison.Ordinal);

    private static string Quote(string text) => text.Replace("'", "'\\''", StringComparison.Ordinal).Replace(":", "\\:", StringComparison.Ordinal);
}
