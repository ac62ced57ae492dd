using LinuxNamespaces.Samples.NsTools.Options;

namespace LinuxNamespaces.Samples.NsTools.Bwrap;

/// <summary>Reads the command line of bwrap, whose options are whole words, and have words of their own.</summary>
internal static class BwrapParser
{
    // Of these the last one counts; others add up, or may be given once.
    private static readonly string[] s_lastCounts =
    [
        "block-fd", "chdir", "gid", "hostname", "info-fd", "json-status-fd", "pidns", "seccomp", "uid", "userns", "userns-block-fd", "userns2",
    ];

    // Options that say "one argument" where others say "an argument".
    private static readonly string[] s_sayingOne = ["argv0", "chdir", "remount-ro"];
    private static readonly Dictionary<string, Option> s_options = BwrapOptions.All.ToDictionary(option => option.Long, StringComparer.Ordinal);

    /// <summary>Sets what is asked for.</summary>
    /// <returns>The program and its arguments.</returns>
    internal static string[] Parse(string[] args, BwrapRequest request)
    {
        int end = ParseOptions(args, request, [], isFile: false);
        request.FinishOptions();
        return args[end..];
    }

    private static int ParseOptions(string[] args, BwrapRequest request, HashSet<string> seen, bool isFile)
    {
        for (int i = 0; i < args.Length;)
        {
            string word = args[i];
            if (word == "--")
            {
                return i + 1;
            }

            if (!word.StartsWith('-'))
            {
                return i;
            }

            if (!word.StartsWith("--", StringComparison.Ordinal) || !s_options.TryGetValue(word[2..], out Option? option))
            {
                throw new ToolException($"Unknown option {word}");
            }

            int count = option.Value?.Split(' ').Length ?? 0;
            if (i + count >= args.Length)
            {
                throw new ToolException($"{word} takes {(count > 1 ? Count(count) : s_sayingOne.Contains(option.Long) ? "one argument" : "an argument")}");
            }

            string[] values = args[(i + 1)..(i + 1 + count)];
            if (BwrapOptions.TakesPaths(option) && Array.IndexOf(values, string.Empty) >= 0)
            {
                throw new ToolException($"{word} does not take an empty path argument");
            }

            i += 1 + count;
            if (option.Long == "args")
            {
                if (isFile)
                {
                    throw new ToolException("--args not supported in arguments file");
                }

                ParseOptions(ReadArguments(values[0]), request, seen, isFile: true);
                continue;
            }

            if (s_lastCounts.Contains(option.Long) && !seen.Add(option.Long))
            {
                // sd-daemon(3): a warning.
                Output.WriteError($"{(request.LevelPrefix ? "<4>" : string.Empty)}bwrap: Only the last --{option.Long} option will take effect\n");
            }

            request.Set(option.Long, values);
            if (request.Information is not null)
            {
                return args.Length;
            }
        }

        return args.Length;
    }

    private static string Count(int count) => count == 2 ? "two arguments" : "three arguments";

    private static string[] ReadArguments(string descriptor)
    {
        string text = LinuxText.Decode(Descriptors.ReadAll(Descriptors.Parse(descriptor), "read --args data"));
        string[] words = text.Split('\0');
        return words[^1].Length == 0 ? words[..^1] : words;
    }
}
