using System.Globalization;
using System.Net;

namespace LinuxNamespaces.Network;

/// <summary>Reads the words of a command of iproute2, one after the other.</summary>
internal sealed class Words
{
    private readonly string _text;
    private readonly string _what;
    private readonly string[] _words;
    private int _next;

    /// <param name="what">What the text is, such as "route", for the message of an exception.</param>
    internal Words(string text, string what)
    {
        _text = text;
        _what = what;
        _words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
    }

    internal bool AtEnd => _next == _words.Length;

    /// <summary>The word that <see cref="Next"/> returns; null at the end.</summary>
    internal string? Peek => AtEnd ? null : _words[_next];

    internal string Next() => AtEnd ? throw Error("It ends too early") : _words[_next++];

    /// <summary>Takes a word if it is the next one.</summary>
    internal bool Take(string word)
    {
        bool found = Peek == word;
        _next += found ? 1 : 0;
        return found;
    }

    internal long Number(long least, long most)
    {
        string word = Next();
        return TryNumber(word, out long number) && number >= least && number <= most
            ? number
            : throw Error($"{PrintableText.Quote(word)} is not a number from {least} to {most}");
    }

    internal IPAddress Address()
    {
        string word = Next();
        return IPAddress.TryParse(word, out IPAddress? address) && !word.Contains('%', StringComparison.Ordinal) ? address : throw Error($"{PrintableText.Quote(word)} is not an address");
    }

    internal IPNetwork Network()
    {
        string word = Next();
        return Prefix.TryParse(word, out IPNetwork prefix) ? prefix : throw Error($"{PrintableText.Quote(word)} is not a prefix, or bits after its length are set");
    }

    /// <summary>Reads a time such as <c>100ms</c>, <c>1.5s</c> or <c>20us</c>.</summary>
    /// <param name="unit">What a number without a unit counts.</param>
    internal TimeSpan Time(TimeSpan unit)
    {
        string word = Next();
        (string suffix, double ticks)[] units = [("usec", 10), ("us", 10), ("msec", 10_000), ("ms", 10_000), ("secs", 10_000_000), ("sec", 10_000_000), ("s", 10_000_000)];
        double factor = unit.Ticks;
        string digits = word;
        foreach ((string suffix, double ticks) in units)
        {
            if (word.EndsWith(suffix, StringComparison.Ordinal))
            {
                (factor, digits) = (ticks, word[..^suffix.Length]);
                break;
            }
        }

        return double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) && number * factor < long.MaxValue / 2d
            ? TimeSpan.FromTicks((long)Math.Round(number * factor))
            : throw Error($"{PrintableText.Quote(word)} is not a time");
    }

    internal FormatException Error(string why) => new($"{PrintableText.Quote(_text)} is not {(_what[0] is 'a' or 'i' ? "an" : "a")} {_what}. {why}.");

    /// <summary>The value, or an exception that names the word before it.</summary>
    internal T Known<T>(T? value, string word)
        where T : struct => value ?? throw Error($"{PrintableText.Quote(word)} is not known here");

    private static bool TryNumber(string word, out long number)
    {
        if (word.StartsWith("0x", StringComparison.Ordinal))
        {
            return long.TryParse(word.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
        }

        return long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
