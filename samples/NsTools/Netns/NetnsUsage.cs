namespace LinuxNamespaces.Samples.NsTools.Netns;

/// <summary>The forms of the command.</summary>
internal static class NetnsUsage
{
    internal const string Text = """
        Usage:	nstools netns list
        	nstools netns add NAME
        	nstools netns attach NAME PID
        	nstools netns set NAME NETNSID
        	nstools netns [-all] delete [NAME]
        	nstools netns identify [PID]
        	nstools netns pids NAME
        	nstools netns [-all] exec [NAME] cmd ...
        	nstools netns monitor
        	nstools netns list-id [target-nsid POSITIVE-INT] [nsid POSITIVE-INT]
        NETNSID := auto | POSITIVE-INT
        """;
}
