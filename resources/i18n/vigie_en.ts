<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="en">
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
