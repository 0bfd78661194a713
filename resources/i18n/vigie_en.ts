<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="en">
<context>
    <name>AccountDialog</name>
    <message numerus="yes">
        <source>%n character(s) too many</source>
        <translation>
            <numerusform>%n character too many</numerusform>
            <numerusform>%n characters too many</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>AuditEntryPanel</name>
    <message numerus="yes">
        <source>✓ %n hash(es) lead from this entry to the signed root.</source>
        <translation>
            <numerusform>✓ %n hash leads from this entry to the signed root.</numerusform>
            <numerusform>✓ %n hashes lead from this entry to the signed root.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>AuditHeader</name>
    <message numerus="yes">
        <source>%n act(s) wait on this workstation until the database takes them.</source>
        <translation>
            <numerusform>%n act waits on this workstation until the database takes it.</numerusform>
            <numerusform>%n acts wait on this workstation until the database takes them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n entry(ies) anchored outside this workstation.</source>
        <translation>
            <numerusform>%n entry anchored outside this workstation.</numerusform>
            <numerusform>%n entries anchored outside this workstation.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ContextBar</name>
    <message numerus="yes">
        <source>{width}×{height}, %n picture(s)/s. Picture received {age} ms ago</source>
        <translation>
            <numerusform>{width}×{height}, %n picture/s. Picture received {age} ms ago</numerusform>
            <numerusform>{width}×{height}, %n pictures/s. Picture received {age} ms ago</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DraftList</name>
    <message numerus="yes">
        <source>%n report(s); Enter opens one</source>
        <translation>
            <numerusform>%n report; Enter opens it</numerusform>
            <numerusform>%n reports; Enter opens one</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message numerus="yes">
        <source>✓ %n entry(ies) exported and recorded.</source>
        <translation>
            <numerusform>✓ %n entry exported and recorded.</numerusform>
            <numerusform>✓ %n entries exported and recorded.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HandOverDialog</name>
    <message numerus="yes">
        <source>%n entry(ies) in the incident log,</source>
        <translation>
            <numerusform>%n entry in the incident log,</numerusform>
            <numerusform>%n entries in the incident log,</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n still open.</source>
        <translation>
            <numerusform>%n still open.</numerusform>
            <numerusform>%n still open.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n report(s) opened.</source>
        <translation>
            <numerusform>%n report opened.</numerusform>
            <numerusform>%n reports opened.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n camera(s) without a live picture now.</source>
        <translation>
            <numerusform>%n camera without a live picture now.</numerusform>
            <numerusform>%n cameras without a live picture now.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n character(s) too many</source>
        <translation>
            <numerusform>%n character too many</numerusform>
            <numerusform>%n characters too many</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Anchor of %n entry(ies), read aloud</source>
        <translation>
            <numerusform>Anchor of %n entry, read aloud</numerusform>
            <numerusform>Anchor of %n entries, read aloud</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HealthCount</name>
    <message numerus="yes">
        <source>%n live</source>
        <translation>
            <numerusform>%n live</numerusform>
            <numerusform>%n live</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n camera(s) live</source>
        <translation>
            <numerusform>%n camera live</numerusform>
            <numerusform>%n cameras live</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not shown</source>
        <translation>
            <numerusform>%n not shown</numerusform>
            <numerusform>%n not shown</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n connecting</source>
        <translation>
            <numerusform>%n connecting</numerusform>
            <numerusform>%n connecting</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Of the %n camera(s) that the console watches</source>
        <translation>
            <numerusform>Of the camera that the console watches</numerusform>
            <numerusform>Of the %n cameras that the console watches</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HealthHosts</name>
    <message numerus="yes">
        <source>%n stream(s)</source>
        <translation>
            <numerusform>%n stream</numerusform>
            <numerusform>%n streams</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HealthWorkspace</name>
    <message numerus="yes">
        <source>%n camera(s) in trouble</source>
        <translation>
            <numerusform>%n camera in trouble</numerusform>
            <numerusform>%n cameras in trouble</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>No camera in trouble of %n watched</source>
        <translation>
            <numerusform>No trouble on the %n camera watched</numerusform>
            <numerusform>No trouble on the %n cameras watched</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LayoutEditor</name>
    <message numerus="yes">
        <source>%n tile(s)</source>
        <translation>
            <numerusform>%n tile</numerusform>
            <numerusform>%n tiles</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RemoveDialog</name>
    <message numerus="yes">
        <source>%n tour(s) go on without it, or go if they have one step left.</source>
        <translation>
            <numerusform>%n tour goes on without it, or goes if it has one step left.</numerusform>
            <numerusform>%n tours go on without it, or go if they have one step left.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ShiftLog</name>
    <message numerus="yes">
        <source>Shift&apos;s log, %n open</source>
        <translation>
            <numerusform>Shift&apos;s log, %n open</numerusform>
            <numerusform>Shift&apos;s log, %n open</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message numerus="yes">
        <source>Database unreachable, %n act(s) wait</source>
        <translation>
            <numerusform>Database unreachable, %n act waits</numerusform>
            <numerusform>Database unreachable, %n acts wait</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n act(s) wait for the database</source>
        <translation>
            <numerusform>%n act waits for the database</numerusform>
            <numerusform>%n acts wait for the database</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TourEditor</name>
    <message numerus="yes">
        <source>Choose %n step(s) at least.</source>
        <translation>
            <numerusform>Choose %n step at least.</numerusform>
            <numerusform>Choose %n steps at least.</numerusform>
        </translation>
    </message>
</context>
</TS>
