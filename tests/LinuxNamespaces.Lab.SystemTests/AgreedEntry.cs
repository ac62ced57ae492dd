namespace LinuxNamespaces.Lab.SystemTests;

/// <summary>An entry of a log that a cluster agrees on: the leader that has added it, and a text.</summary>
internal sealed record AgreedEntry(long Index, long Term, string Text);
