namespace LinuxNamespaces.Samples.NsTools.Options;

/// <summary>Reads a command line as getopt_long(3) does: long options may be shortened, letters may stand together.</summary>
internal sealed class OptionParser(Option[] options, bool stopsAtFirstOperand)
{
    private readonly List<string> _operands = [];

    /// <summary>What is no option: the program to run, for most tools.</summary>
    internal IReadOnlyList<string> Operands => _operands;

    /// <summary>The options in their order, with their arguments.</summary>
    internal IEnumerable<(Option Option, string? Argument)> Parse(string[] args)
    {
        for (int i = 0; i < args.Length; i++)
        {
            string word = args[i];
            if (word == "--")
            {
                _operands.AddRange(args[(i + 1)..]);
                yield break;
            }

            if (word.StartsWith("--", StringComparison.Ordinal))
            {
                yield return ParseLong(args, ref i);
            }
            else if (word.Length > 1 && word[0] == '-')
            {
                foreach ((Option Option, string? Argument) option in ParseShort(args, i))
                {
                    i += option.Option.Argument == ArgumentRule.Required && ReferenceEquals(option.Argument, args.ElementAtOrDefault(i + 1)) ? 1 : 0;
                    yield return option;
                }
            }
            else if (stopsAtFirstOperand)
            {
                _operands.AddRange(args[i..]);
                yield break;
            }
            else
            {
                _operands.Add(word);
            }
        }
    }

    private (Option Option, string? Argument) ParseLong(string[] args, ref int index)
    {
        string[] parts = args[index][2..].Split('=', 2);
        Option option = FindLong(parts[0], args[index]);
        string? argument = parts.ElementAtOrDefault(1);
        if (argument is not null && option.Argument == ArgumentRule.None)
        {
            throw new UsageException($"option '--{option.Long}' doesn't allow an argument", isOfParser: true);
        }

        if (argument is null && option.Argument == ArgumentRule.Required)
        {
            argument = ++index < args.Length ? args[index] : throw new UsageException($"option '--{option.Long}' requires an argument", isOfParser: true);
        }

        return (option, argument);
    }

    private Option FindLong(string name, string word)
    {
        if (Array.Find(options, option => option.Long == name) is { } exact)
        {
            return exact;
        }

        Option[] candidates = Array.FindAll(options, option => option.Long.StartsWith(name, StringComparison.Ordinal));
        return candidates.Length switch
        {
            1 => candidates[0],
            0 => throw new UsageException($"unrecognized option '{word}'", isOfParser: true),
            _ => throw new UsageException($"option '{word}' is ambiguous; possibilities:{string.Concat(candidates.Select(option => $" '--{option.Long}'"))}", isOfParser: true),
        };
    }

    private IEnumerable<(Option Option, string? Argument)> ParseShort(string[] args, int index)
    {
        string word = args[index];
        for (int at = 1; at < word.Length; at++)
        {
            Option option = Array.Find(options, option => option.Short == word[at])
                ?? throw new UsageException($"invalid option -- '{word[at]}'", isOfParser: true);
            if (option.Argument == ArgumentRule.None || option.ShortHasNoArgument)
            {
                yield return (option, null);
                continue;
            }

            string? argument = at + 1 < word.Length ? word[(at + 1)..] : null;
            if (argument is null && option.Argument == ArgumentRule.Required)
            {
                argument = index + 1 < args.Length ? args[index + 1] : throw new UsageException($"option requires an argument -- '{word[at]}'", isOfParser: true);
            }

            yield return (option, argument);
            yield break;
        }
    }
}
