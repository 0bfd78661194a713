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
        <source>%n camera(s) live</source>
        <translation>
            <numerusform>%n camera live</numerusform>
            <numerusform>%n cameras live</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n to check</source>
        <translation>
            <numerusform>%n to check</numerusform>
            <numerusform>%n to check</numerusform>
        </translation>
    </message>
</context>
</TS>
