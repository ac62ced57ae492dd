using System.Net;

namespace LinuxNamespaces.Network;

/// <summary>An element of a set or map.</summary>
public sealed record NftSetElement
{
    private readonly ValueList<NftExpression> _expressions = ValueList<NftExpression>.Empty;
    private readonly Uncompared<TimeSpan?> _expires;

    /// <summary>Creates an element of one key.</summary>
    /// <param name="key">The key.</param>
    public NftSetElement(NftValue key)
    {
        ArgumentNullException.ThrowIfNull(key);
        Key = key;
    }

    /// <summary>Creates an element of a range of keys.</summary>
    /// <param name="first">The first key.</param>
    /// <param name="last">The last key, which is part of the range. In a concatenation each part is a range of its own.</param>
    /// <exception cref="ArgumentException">The keys have different lengths, or the last is less than the first.</exception>
    public NftSetElement(NftValue first, NftValue last)
        : this(first)
    {
        ArgumentNullException.ThrowIfNull(last);
        if (first.Length != last.Length || last.Span.SequenceCompareTo(first.Span) < 0)
        {
            throw new ArgumentException("The last key of a range has the length of the first and is not less.", nameof(last));
        }

        LastKey = first.Equals(last) ? null : last;
    }

    /// <summary>Creates an element of an address.</summary>
    /// <param name="address">The address.</param>
    public NftSetElement(IPAddress address)
        : this(NftValue.Of(address))
    {
    }

    /// <summary>Creates an element of a prefix.</summary>
    /// <param name="network">The prefix.</param>
    public NftSetElement(IPNetwork network)
        : this(NftValue.Of(network.BaseAddress), NftPrefix.LastAddress(network))
    {
    }

    private NftSetElement()
    {
    }

    /// <summary>Gets the element that matches all keys that no other element has. Kernel 5.13.</summary>
    public static NftSetElement CatchAll { get; } = new();

    /// <summary>Gets the key, or the first key of a range; <see langword="null"/> for <see cref="CatchAll"/>.</summary>
    public NftValue? Key { get; }

    /// <summary>Gets the last key of a range; <see langword="null"/> for a single key.</summary>
    public NftValue? LastKey { get; }

    /// <summary>Gets the value of a map; <see langword="null"/> if there is none.</summary>
    public NftValue? Value { get; init; }

    /// <summary>Gets the verdict of a verdict map; <see langword="null"/> if there is none.</summary>
    public NftVerdict? Verdict { get; init; }

    /// <summary>Gets the name of the object of an object map; <see langword="null"/> if there is none.</summary>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    public string? ObjectName
    {
        get;
        init => field = value is null ? null : NftName.Require(value, nameof(ObjectName));
    }

    /// <summary>Gets how long the element stays, in steps of a millisecond; <see langword="null"/> for the timeout of the set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan? Timeout
    {
        get;
        init => field = value is { } time ? NftTime.Require(time, nameof(Timeout)) : null;
    }

    /// <summary>Gets the time until the element expires, as the kernel reported it. It is neither sent nor compared.</summary>
    public TimeSpan? Expires => _expires.Value;

    /// <summary>Gets the expressions of the element, such as a counter. Defaults to none.</summary>
    public IReadOnlyList<NftExpression> Expressions
    {
        get => _expressions;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Expressions));
            _expressions = new ValueList<NftExpression>(value);
        }
    }

    /// <summary>Gets the comment; <see langword="null"/> if there is none.</summary>
    /// <exception cref="ArgumentException">The comment is empty, has more than 128 bytes or contains a NUL character.</exception>
    public string? Comment
    {
        get => NftUserData.ReadComment(UserData);
        init => UserData = NftUserData.OfComment(value, nameof(Comment));
    }

    internal ReadOnlySpan<NftExpression> ExpressionSpan => _expressions.Span;

    internal ValueList<byte>? UserData { get; init; }

    internal TimeSpan? ReportedExpiration
    {
        init => _expires = new(value);
    }

    /// <summary>Returns the keys and what they lead to.</summary>
    public override string ToString() =>
        $"{Key?.ToString() ?? "*"}{(LastKey is null ? null : $"-{LastKey}")}{(Value is null ? null : $" : {Value}")}{(Verdict is null ? null : $" : {Verdict}")}{(ObjectName is null ? null : $" : {ObjectName}")}";
}
